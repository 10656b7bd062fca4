import { plural, text, type Text } from "../../core/text.ts";
import type { MemberDrift } from "./standing.ts";
import type { DriftState } from "./states.ts";

/** The names of the states. */
export const stateNames: Record<DriftState, Text> = {
  silentNewcomer: text({ zh: "还没开口", en: "yet to speak" }),
  returned: text({ zh: "回来了", en: "returned" }),
  new: text({ zh: "新成员", en: "new" }),
  active: text({ zh: "活跃", en: "active" }),
  drifting: text({ zh: "渐渐走远", en: "drifting" }),
  dormant: text({ zh: "沉睡", en: "dormant" }),
  lost: text({ zh: "久未露面", en: "lost" }),
};

/** Why a member stands where it stands: "silent 12 days; used to come every 2; 31% likely back". */
export const explanation = text<MemberDrift>({
  zh: (drift) => {
    if (!drift.chance) return "进群后还没说过话";
    const silence = drift.silentDays === 0 ? "刚来过" : `安静了 ${drift.silentDays} 天`;
    return `${silence}；${habitZh(drift)}；再来的机会 ${percent(drift.chance.now)}`;
  },
  en: (drift) => {
    if (!drift.chance) return "joined, and has not spoken yet";
    const silence = drift.silentDays === 0 ? "was just here" : `silent ${plural(drift.silentDays, "day", "days")}`;
    return `${silence}; ${habitEn(drift)}; ${percent(drift.chance.now)} likely back`;
  },
});

/** Never 0 % or 100 %: the model does not know that. */
function percent(chance: number): string {
  return `${Math.min(Math.max(Math.round(chance * 100), 1), 99)}%`;
}

function habitZh({ usualGapDays }: MemberDrift): string {
  if (usualGapDays === null) return "只来过一天";
  return usualGapDays === 1 ? "以前天天来" : `以前大约每 ${usualGapDays} 天来一次`;
}

function habitEn({ usualGapDays }: MemberDrift): string {
  if (usualGapDays === null) return "came on one day only";
  return usualGapDays === 1 ? "used to come daily" : `used to come every ${usualGapDays}`;
}
