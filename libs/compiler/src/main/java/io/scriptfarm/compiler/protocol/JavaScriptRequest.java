package io.scriptfarm.compiler.protocol;

import io.scriptfarm.contract.ProjectPath;

/// @param checked whether anybody wants to know what TypeScript says
public record JavaScriptRequest(ProjectRef project, ProjectPath path, boolean checked) {}
