let armed: string | undefined;

/** The named gaps a crash test may kill the program in. */
export type CrashGap =
  | "after-accept"
  | "inside-effect"
  | "after-effect"
  | "after-sending"
  | "after-http"
  | "during-migration"
  | "during-forget"
  | "during-join";

/** Arms one gap (CRASH_AT, honoured only with HEARTH_TEST_BUILD=1). */
export function armCrash(gap: string | undefined): void {
  armed = gap;
}

/** Dies here, as SIGKILL would make it, when a crash test armed this gap; does nothing otherwise. */
export function crashPoint(gap: CrashGap): void {
  if (armed === gap) process.kill(process.pid, "SIGKILL");
}
