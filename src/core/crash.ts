let armed: { gap: string; passes: number } | undefined;

/** The named gaps a crash test may kill the program in. */
export type CrashGap =
  | "after-accept"
  | "inside-effect"
  | "after-effect"
  | "after-sending"
  | "after-http"
  | "during-migration"
  | "during-backup"
  | "during-restore"
  | "after-restore"
  | "during-forget"
  | "during-join"
  | "during-move"
  | "after-ticket"
  | "draw-opening"
  | "draw-entering"
  | "draw-freezing"
  | "draw-beacon"
  | "draw-settling"
  | "quiz-asking"
  | "quiz-answering"
  | "quiz-settling"
  | "during-nudge";

/** Arms one gap: `name`, or `name:3` to die when it is reached for the third time (CRASH_AT, honoured only with HEARTH_TEST_BUILD=1). */
export function armCrash(at: string | undefined): void {
  if (!at) return;
  const [gap = "", count = "1"] = at.split(":");
  armed = { gap, passes: Number(count) };
}

/** Dies here, as SIGKILL would make it, when a crash test armed this gap; does nothing otherwise. */
export function crashPoint(gap: CrashGap): void {
  if (armed?.gap === gap && --armed.passes <= 0) process.kill(process.pid, "SIGKILL");
}
