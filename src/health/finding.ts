import { fill, text, type Text } from "../core/text.ts";

/** One thing `hearth doctor` looked at. */
export interface Finding {
  /** what was looked at: "database", "disk" … */
  check: string;
  /** bad = it does not work as it should; warning = it works, for now or in part */
  level: "good" | "warning" | "bad";
  says: Text;
  /** how to mend it; absent when there is nothing to mend */
  mend?: Text;
}

/** Findings of one check, written short. */
export function findings(check: string) {
  const say = (zh: string, en: string): Text => fill(text({ zh, en }), undefined);
  return {
    good: (zh: string, en: string): Finding => ({ check, level: "good", says: say(zh, en) }),
    warning: (zh: string, en: string, mend: [zh: string, en: string]): Finding => ({
      check,
      level: "warning",
      says: say(zh, en),
      mend: say(...mend),
    }),
    bad: (zh: string, en: string, mend: [zh: string, en: string]): Finding => ({
      check,
      level: "bad",
      says: say(zh, en),
      mend: say(...mend),
    }),
  };
}
