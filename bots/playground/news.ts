import type { Role } from "../../src/core/context.ts";
import type { PlayMessage } from "./bot.ts";
import type { ReplayProgress } from "./replay.ts";

/** Somebody in the playground. */
export interface PlayPerson {
  id: string;
  name: string;
  role: Role | null;
}

/** What whoever watches the playground hears of, as it happens. */
export type News =
  | { kind: "message"; message: PlayMessage }
  | { kind: "notice"; to: string; text: string }
  | { kind: "time"; now: Date }
  | { kind: "person"; person: PlayPerson }
  | { kind: "replay"; progress: ReplayProgress };
