// Says of each file given whether Microsoft's parser of Power Query reads it: one line of JSON a file.
import { readFileSync } from "node:fs";
import parser from "@microsoft/powerquery-parser";

const { DefaultSettings, TaskUtils } = parser;
for (const file of process.argv.slice(2)) {
  const task = await TaskUtils.tryLexParse(DefaultSettings, readFileSync(file, "utf-8"));
  console.log(JSON.stringify({ file, isRead: TaskUtils.isParseStageOk(task), error: task.error?.message ?? null }));
}
