import { describe, expect, test } from "vitest";
import { buildIndex, type Entry, normalise } from "../../../src/features/service/finding/index.ts";
import { inPlainWords } from "../../../src/features/service/finding/plain-words.ts";

const plain = (text: string) => inPlainWords(normalise(text));
const entry = (id: string, question: string): Entry => ({ id, question, alternatives: [], answer: "" });

describe("ways to ask the same in Chinese", () => {
  test.each([
    ["包邮吗", "包邮不", "包不包邮呀", "请问包邮嘛"],
    ["可以退货吗", "能不能退货", "可不可以退货", "能退货不", "你好，能否退货呢".replace("，", "")],
    ["有插座吗", "有没有插座", "有插座没有", "有木有插座"],
    ["什么时候发货", "啥时候发货", "何时发货", "几时发货呀"],
    ["店在哪里", "店在哪", "店在哪儿", "店在那里", "店在什么地方"],
    ["怎么办会员", "咋办会员", "如何办会员"],
    ["多久到账", "多长时间到账", "几天到账"],
    ["怎么退款", "咋退钱", "如何退款呢"],
    ["有优惠券吗", "有优惠卷吗", "有没有优惠卷"],
    ["小孩能喝吗", "小朋友能喝不", "宝宝可以喝吗"],
    ["微信能付款吗", "vx可以付钱不", "微信可以支付吗"],
  ])("are one: %s", (...ways) => {
    expect(new Set(ways.map(plain))).toEqual(new Set([plain(ways[0] ?? "")]));
  });

  test.each([
    ["能坐一下午吗", "能坐午"],
    ["毛孩子能进吗", "毛小孩能进"],
    ["为什么", "为"],
    ["用支付宝", "用付款宝"],
    ["这几天有货", "这多久有货"],
    ["给你好评", "给评"],
    ["退款", "退货"],
    ["能退吗", "能换吗"],
  ])("are not taken where they only look so: %s", (written, wrong) => {
    expect(plain(written)).not.toBe(wrong);
  });

  test("leave English and figures as they are", () => {
    expect(plain("Do you ship to 3 places?")).toBe("do you ship to 3 places?");
  });

  test("are found by each other, whichever the base has", () => {
    const index = buildIndex([entry("post", "包邮吗"), entry("socket", "有没有插座"), entry("back", "能不能退钱")]);
    for (const [asked, id] of [
      ["包不包邮", "post"],
      ["有插座不", "socket"],
      ["可以退款嘛", "back"],
    ] as const) {
      expect(index.search(asked, 1)[0]?.id, asked).toBe(id);
    }
  });

  test("are all that makes a question like an entry: an 吗 in both does not", () => {
    expect(buildIndex([entry("pets", "可以带宠物吗？")]).search("你们卖咖啡豆吗？")).toEqual([]);
  });

  test("leave the first place to the entry that has the very words", () => {
    const index = buildIndex([entry("how", "怎么关闭"), entry("in what way", "如何关闭"), entry("why", "为啥关闭")]);
    for (const [asked, id] of [
      ["怎么关闭", "how"],
      ["请问如何关闭呢", "in what way"],
      ["为啥关闭", "why"],
    ] as const) {
      expect(index.search(asked, 1)[0]?.id, asked).toBe(id);
    }
  });
});

describe("English as it is typed in a hurry", () => {
  test.each([
    ["wheres ur shop pls", "where is your shop please"],
    ["r u open", "are you open"],
    ["cant i use R here", "can not i use r here"],
    ["wifi pw", "wifi password"],
    ["the U.S. store", "the u.s. store"],
    ["dont u take cards", "do not you take cards"],
  ])("%s is %s", (written, meant) => {
    expect(normalise(written)).toBe(meant);
  });
});
