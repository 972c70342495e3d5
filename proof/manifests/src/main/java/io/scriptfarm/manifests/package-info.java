/// The Kubernetes manifests, checked without a cluster: rendered, compared with the API's types,
/// and with what the farm is.
@NullMarked
package io.scriptfarm.manifests;

import org.jspecify.annotations.NullMarked;
