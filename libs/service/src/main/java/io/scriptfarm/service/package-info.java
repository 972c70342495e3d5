/// What the services share: settings ({@link io.scriptfarm.service.ServiceConfig}), the gate
/// ({@link io.scriptfarm.service.Gate}), errors, health, and the order of starting and stopping.
/// Quarkus finds the beans here by `META-INF/beans.xml`.
@NullMarked
package io.scriptfarm.service;

import org.jspecify.annotations.NullMarked;
