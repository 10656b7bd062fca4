import { DateTime } from "luxon";
import { expect, test } from "vitest";
import { localTime } from "../../src/core/time.ts";

test("the wall clock is right on every quarter hour around the days on which clocks change", () => {
  const zones = ["Asia/Shanghai", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Africa/Casablanca"];
  // 2026: Berlin 29 March and 25 October, New York 8 March and 1 November, Lord Howe 5 April and 4 October,
  // Casablanca 15 February and 22 March (Ramadan)
  const days = ["2026-02-15", "2026-03-08", "2026-03-22", "2026-03-29", "2026-04-05", "2026-10-04", "2026-10-25"];
  for (const zone of zones) {
    for (const day of [...days, "2026-11-01", "1969-12-31"]) {
      const begin = Date.parse(`${day}T00:00:00Z`) - 86_400_000;
      for (let quarter = 0; quarter < 3 * 96; quarter++) {
        const at = new Date(begin + quarter * 900_000 + 59_999);
        const local = DateTime.fromJSDate(at, { zone });
        const minute = local.hour * 60 + local.minute;
        expect(localTime(at, zone), `${at.toISOString()} ${zone}`).toEqual({
          day: local.toISODate(),
          hour: local.hour,
          minute,
        });
      }
    }
  }
});
