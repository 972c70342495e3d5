package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.ProjectPath;
import java.util.List;

/// The scripts whose inferred types are wanted.
public record InferRequest(ProjectRef project, List<ProjectPath> paths) {}
