package io.scriptfarm.manifests;

/// Something that is wrong.
///
/// @param where kind and name of the object, and the path in it: `Deployment/gateway
///     /spec/replicas`
/// @param what for people
record Finding(String where, String what) {
  @Override
  public String toString() {
    return where + ": " + what;
  }
}
