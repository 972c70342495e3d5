package io.scriptfarm.queue;

import io.scriptfarm.contract.CompileKey;
import io.scriptfarm.contract.Digest;
import io.scriptfarm.contract.Job;
import io.scriptfarm.contract.Plan;
import io.scriptfarm.contract.PlanJob;
import io.scriptfarm.contract.Project;
import io.scriptfarm.contract.ProjectPath;
import io.scriptfarm.contract.TranspileJob;
import java.util.List;
import java.util.stream.IntStream;

/// Jobs to put into queues.
final class Jobs {
  static final Project PROJECT =
      new Project(
          Digest.ofUtf8("toolchain"), Digest.ofUtf8("snapshot"), new ProjectPath("tsconfig.json"));

  private Jobs() {}

  static Job job(String id) {
    return new PlanJob(id, "build", PROJECT);
  }

  static Job withTasks(String id, int tasks) {
    List<Plan.Task> list =
        IntStream.range(0, tasks)
            .mapToObj(
                i ->
                    new Plan.Task(
                        CompileKey.of("test", Integer.toString(i)),
                        new Plan.Script(new ProjectPath("src/" + i + ".ts")),
                        i))
            .toList();
    return new TranspileJob(id, "build", PROJECT, list);
  }
}
