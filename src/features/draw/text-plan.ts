import { text as words } from "../../core/text.ts";

const days = {
  zh: ["每天", "每周一", "每周二", "每周三", "每周四", "每周五", "每周六", "每周日"],
  en: [
    "every day",
    "every Monday",
    "every Tuesday",
    "every Wednesday",
    "every Thursday",
    "every Friday",
    "every Saturday",
    "every Sunday",
  ],
};

interface When {
  weekday: number;
  opensAt: string;
  minutes: number;
}

const length = (minutes: number, zh: boolean): string => {
  if (minutes % 1440 === 0) return zh ? `${minutes / 1440} 天` : `${minutes / 1440} d`;
  if (minutes % 60 === 0) return zh ? `${minutes / 60} 小时` : `${minutes / 60} h`;
  return zh ? `${minutes} 分钟` : `${minutes} min`;
};
const when = {
  zh: ({ weekday, opensAt, minutes }: When) => `${days.zh[weekday]} ${opensAt} 开，开放 ${length(minutes, true)}`,
  en: ({ weekday, opensAt, minutes }: When) => `${days.en[weekday]} at ${opensAt}, open for ${length(minutes, false)}`,
};

/** Draws that open by themselves. */
export const planText = {
  help: words({
    zh: "定期抽奖：抽奖计划 每周五 20:00 开放24小时 贴纸x5(5元)；抽奖计划 停止 3",
    en: "draws that open by themselves: /draw_plan every Friday 20:00 for 24 hours, stickers x5 (5)",
  }),
  how: words({
    zh: "格式：抽奖计划 每周五 20:00 开放24小时 贴纸x5(5元)。要写明哪天、几点、开放多久和奖品。停止：抽奖计划 停止 编号",
    en: "Write: /draw_plan every Friday 20:00 for 24 hours, stickers x5 (5), with the day, the time, how long and the prizes. To stop one: /draw_plan stop NUMBER",
  }),
  notB: words({
    zh: "计划里不能用 B 级：那么早还不知道期号。请用 A 级。",
    en: "A plan cannot use level B: the issue is not known that early. Level A works.",
  }),
  made: words<When & { id: number }>({
    zh: (plan) => `记下了，抽奖计划 ${plan.id} 号：${when.zh(plan)}。停止：抽奖计划 停止 ${plan.id}`,
    en: (plan) => `Noted: plan ${plan.id}, ${when.en(plan)}. To stop it: /draw_plan stop ${plan.id}`,
  }),
  list: words<{ lines: (When & { id: number; prizes: string[] })[] }>({
    zh: ({ lines }) =>
      lines.map((plan) => `计划 ${plan.id} 号：${when.zh(plan)}：${plan.prizes.join("、")}`).join("\n"),
    en: ({ lines }) => lines.map((plan) => `Plan ${plan.id}: ${when.en(plan)}: ${plan.prizes.join(", ")}`).join("\n"),
  }),
  stopped: words<{ id: number }>({
    zh: ({ id }) => `抽奖计划 ${id} 号停了；已经开的抽奖照常开奖。`,
    en: ({ id }) => `Plan ${id} has stopped; a draw that is open goes on.`,
  }),
  noSuch: words<{ id: number }>({
    zh: ({ id }) => `没有 ${id} 号抽奖计划。`,
    en: ({ id }) => `There is no plan ${id}.`,
  }),
  notOpened: words<{ id: number; why: string }>({
    zh: ({ id, why }) => `抽奖计划 ${id} 号这次没有开：${why}`,
    en: ({ id, why }) => `Plan ${id} did not open this time: ${why}`,
  }),
};
