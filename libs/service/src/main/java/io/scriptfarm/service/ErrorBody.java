package io.scriptfarm.service;

/// What went wrong, as clients see it.
///
/// @param error a code for programs, which does not change
/// @param message for people: what happened, and what to do next
public record ErrorBody(String error, String message) {}
