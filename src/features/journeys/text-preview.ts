import { formatNumber, plural } from "../../core/text.ts";
import type { Phrasing, Words } from "./declaration.ts";
import { offLine } from "./words.ts";

interface Example {
  id: number;
  name: string;
  isHeldOut: boolean;
  way: "private" | "group" | "task";
  words: string;
}

export interface Preview {
  name: string;
  title: Words;
  fitting: number;
  perDay: number;
  holdOut: number;
  phrasing: Phrasing;
  examples: readonly Example[];
  /** minors may be present: nobody is written to */
  minors: boolean;
  /** what the group would read for those who can be reached there alone */
  post: string | null;
}

const ways = {
  private: { zh: "私聊", en: "in private" },
  group: { zh: "发在群里，不点名", en: "in the group, naming nobody" },
  task: { zh: "交给人来做", en: "a task for a person" },
} as const satisfies Record<Example["way"], Words>;

export function previewZh(p: Preview): string {
  const grouped = p.examples.filter(({ way }) => way === "group");
  return [
    `「${p.title.zh}」今天符合 ${formatNumber(p.fitting, "zh")} 人，每天最多 ${p.perDay} 人；其中 ${p.holdOut}% 不发，用来对照。`,
    ...p.examples
      .filter(({ way }) => way !== "group")
      .map(
        (one) =>
          `— #${one.id} ${one.name}，${one.isHeldOut ? `对照，不发${one.words ? "；若发会是" : ""}` : ways[one.way].zh}${one.words ? `：\n${one.words}` : ""}`,
      ),
    ...(p.post === null
      ? []
      : [`— ${grouped.map((one) => `#${one.id} ${one.name}`).join("、")} 没法私聊，${ways.group.zh}：\n${p.post}`]),
    ...(p.examples.some(({ words }) => words !== "") ? [`每条私聊最后都有：${offLine.zh}`] : []),
    ...(p.phrasing === "model" ? ["私聊由模型换个说法：只用原文的词，数字和退订的话不变；换不好就发原文。"] : []),
    ...(p.examples.length === 0 ? ["今天没有人符合，开始后每天会自动看。"] : []),
    ...(p.minors ? ["这里可能有未成年人：开始了也谁都不发，关掉这项设置后才发。"] : []),
  ].join("\n");
}

export function previewEn(p: Preview): string {
  const grouped = p.examples.filter(({ way }) => way === "group");
  return [
    `“${p.title.en}”: ${plural(p.fitting, "member fits", "members fit")} today, ${p.perDay} a day at most; ${p.holdOut}% hear nothing, to compare with.`,
    ...p.examples
      .filter(({ way }) => way !== "group")
      .map(
        (one) =>
          `— #${one.id} ${one.name}, ${one.isHeldOut ? `held out${one.words ? "; it would be" : ""}` : ways[one.way].en}${one.words ? `:\n${one.words}` : ""}`,
      ),
    ...(p.post === null
      ? []
      : [
          `— ${grouped.map((one) => `#${one.id} ${one.name}`).join(", ")} cannot be reached alone: ${ways.group.en}:\n${p.post}`,
        ]),
    ...(p.examples.some(({ words }) => words !== "") ? [`Every private message ends with: ${offLine.en}`] : []),
    ...(p.phrasing === "model"
      ? [
          "A model puts private words in another order: no word of its own, every figure and the off word kept; where it fails, the text as it stands.",
        ]
      : []),
    ...(p.examples.length === 0 ? ["Nobody fits today; once started it looks every day."] : []),
    ...(p.minors
      ? ["Minors may be present here: even when it runs nobody is written to, until that setting is off."]
      : []),
  ].join("\n");
}
