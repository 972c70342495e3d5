package io.scriptfarm.service;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.jackson.ObjectMapperCustomizer;
import io.scriptfarm.contract.wire.Json;
import jakarta.inject.Singleton;

/// Teaches Quarkus' JSON the values of the contract.
@Singleton
final class ContractJson implements ObjectMapperCustomizer {
  @Override
  public void customize(ObjectMapper mapper) {
    Json.configure(mapper);
  }

  @Override
  public int priority() {
    return MINIMUM_PRIORITY; // the last word, after Quarkus' own modules
  }
}
