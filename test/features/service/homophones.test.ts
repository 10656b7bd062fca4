import { describe, expect, test } from "vitest";
import { buildIndex, calibrate, decide } from "../../../src/features/service/finding/index.ts";
import { soundMender } from "../../../src/features/service/finding/homophones.ts";
import { roughly, syllableOf } from "../../../src/features/service/finding/syllables.ts";
import { teashop } from "./teashop.ts";

/** Mends for a base that has written these texts. */
function mender(...texts: string[]) {
  const pairs = new Set(texts.flatMap((text) => Array.from(text, (_, i) => text.slice(i, i + 2))));
  return soundMender({ hasPair: (pair) => pairs.has(pair), terms: () => new Set(texts.join("")) });
}

describe("the syllable of a character", () => {
  test.each(
    "快 kuai|递 di|低 di|积 ji|分 fen|份 fen|退 tui|货 huo|一 yi|吖 a|做 zuo|女 nü|旅 lü|中 zhong|钱 qian|儿 er|嘬 zuo".split(
      "|",
    ),
  )("%s", (pair) => {
    const [character = "", syllable] = pair.split(" ");
    expect(syllableOf(character)).toBe(syllable);
  });

  test("is none for what is no Han character", () => {
    expect(["a", "7", "，", "", "快递", "あ"].map(syllableOf)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  test.each([
    ["zhong", "zong"],
    ["shi", "si"],
    ["chen", "cheng"],
    ["nan", "lan"],
    ["jin", "jing"],
    ["fen", "feng"],
  ])("%s is roughly %s", (one, other) => expect(roughly(one)).toBe(roughly(other)));

  test("is roughly itself otherwise", () => {
    for (const [one, other] of [
      ["kuai", "guai"],
      ["ban", "pan"],
      ["dong", "dou"],
    ] as const) {
      expect(roughly(one)).not.toBe(roughly(other));
    }
  });
});

describe("characters typed by their sound", () => {
  const mend = mender(
    "快递到哪里了",
    "积分怎么用",
    "怎么退款",
    "会员卡怎么办理",
    "可以开发票吗",
    "密码是多少",
    "保质期多久",
  );

  test.each([
    ["快低到哪里了", "快递到哪里了"],
    ["积份怎么用", "积分怎么用"],
    ["我要推款", "我要退款"],
    ["会圆卡", "会员卡"],
    ["开发漂", "开发票"],
    ["wifi 蜜码", "wifi 密码"],
    ["快第什么时候到", "快递什么时候到"],
    ["我的快低", "我的快递"],
    ["怎么推", "怎么退"],
    ["怎么对", "怎么对"],
    ["忘", "忘"],
  ])("%s is %s", (written, meant) => expect(mend(written)).toBe(meant));

  test.each(["快递", "低糖", "你们有报纸吗", "快", "低", "今天天气真好", "ok", "", "保质期", "积木怎么用"])(
    "%j stays as it is written",
    (written) => expect(mend(written)).toBe(written),
  );

  test("mean nothing where two could be meant", () => {
    expect(mender("公园", "公元")("公圆")).toBe("公圆");
  });

  test("do not keep a question from its answer", () => {
    const index = buildIndex(teashop);
    const calibration = calibrate(index);
    for (const [written, id] of [
      ["怎么申请推款", "refund"],
      ["会圆卡怎么办理", "member-card"],
    ] as const) {
      expect(decide(index, calibration, written)).toMatchObject({ kind: "answer", id });
    }
  });
});

describe("question words of Chinese", () => {
  test("are one, whichever is used", () => {
    const base = [
      { id: "open", question: "什么时候开门", alternatives: ["怎么预订"], answer: "" },
      { id: "where", question: "你们在哪里", alternatives: ["为什么关门"], answer: "" },
    ];
    const index = buildIndex(base);
    for (const [asked, written] of [
      ["何时开门", "什么时候开门"],
      ["如何预订", "怎么预订"],
      ["你们在哪儿", "你们在哪里"],
      ["为啥关门", "为什么关门"],
    ] as const) {
      const ids = (text: string) => index.search(text).map(({ id }) => id);
      expect(ids(asked), asked).toEqual(ids(written));
    }
  });
});
