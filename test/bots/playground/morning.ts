import path from "node:path";
import { PlayClock } from "../../../bots/playground/clock.ts";
import { playTimeZone } from "../../../bots/playground/open.ts";
import { addDays, instantOf, localDay } from "../../../src/core/time.ts";

/**
 * Sets the clock of the playground that will be opened in this folder to ten in the morning of tomorrow, whatever the
 * hour here: a shop is open at some hours and quiet at others, and no midnight comes while a test lasts.
 */
export function setToMorning(dataDir: string): void {
  const now = new Date();
  const morning = instantOf(addDays(localDay(now, playTimeZone), 1), "10:00", playTimeZone);
  new PlayClock(path.join(dataDir, "playground.clock")).pass(morning.getTime() - now.getTime());
}
