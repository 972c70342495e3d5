package io.scriptfarm.runtime.world;

/// Where an entity is: position, rotation as a unit quaternion, scale. The component `Transform`.
public final class Transform {
  /// The component's name.
  public static final String NAME = "Transform";

  public double x;
  public double y;
  public double z;
  public double rotationX;
  public double rotationY;
  public double rotationZ;
  public double rotationW = 1;
  public double scaleX = 1;
  public double scaleY = 1;
  public double scaleZ = 1;
}
