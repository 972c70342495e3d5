package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.ProjectPath;

/// One script of a project.
public record ScriptRequest(ProjectRef project, ProjectPath path) {}
