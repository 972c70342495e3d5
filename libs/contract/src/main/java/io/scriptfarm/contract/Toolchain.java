package io.scriptfarm.contract;

/// A pair of compilers. The versions are for people; the digest, over everything that the pair and
/// the farm's driver around it consist of, is what keys name.
public record Toolchain(String typescript, String typescriptToLua, Digest digest) {}
