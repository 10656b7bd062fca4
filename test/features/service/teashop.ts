import type { Entry } from "../../../src/features/service/finding/index.ts";

/** A tea shop's knowledge base, written for these tests: half of it Chinese, half English. */
export const teashop: readonly Entry[] = [
  entry(
    "hours",
    "你们几点开门？",
    ["营业时间是什么时候", "晚上几点关门", "周末营业吗"],
    "每天 10:00–22:00，周末照常。",
  ),
  entry(
    "delivery",
    "外卖送到哪里？",
    ["可以送外卖吗", "配送范围多大", "送到公司要多久"],
    "门店三公里以内，三十分钟左右送到。",
  ),
  entry(
    "refund",
    "怎么申请退款？",
    ["我要退钱", "点错了能退吗", "退款多久到账"],
    "在订单页点“申请退款”，一到三个工作日原路退回。",
  ),
  entry("sugar", "可以少糖吗？", ["能做无糖的吗", "甜度怎么选", "半糖可以吗"], "甜度有全糖、七分、半糖、三分和无糖。"),
  entry("member-card", "会员卡怎么办理？", ["如何成为会员", "办会员要钱吗"], "扫码注册即可，免费。"),
  entry("coupon", "优惠券在哪里领？", ["有没有优惠活动", "优惠券过期了怎么办"], "群公告每周一发，过期不补。"),
  entry("caffeine", "哪些饮料没有咖啡因？", ["孕妇可以喝什么"], "花果茶和牛奶系列不含咖啡因。"),
  entry("invoice", "能开发票吗？", ["电子发票怎么开"], ""),
  entry(
    "parking",
    "Where can I park?",
    ["Is there a parking lot near the shop?", "car park"],
    "Behind the shop, free for two hours.",
  ),
  entry("wifi", "What is the wifi password?", ["How do I get on the internet here?"], "It is printed on your receipt."),
  entry("allergy", "Which drinks contain nuts?", ["I am allergic to nuts", "nut allergy"], "Only the hazelnut latte."),
  entry(
    "lost",
    "I left my umbrella in the shop",
    ["Did you find a lost item?", "lost and found"],
    "Ask at the counter; we keep things for a month.",
  ),
  entry("jobs", "Are you hiring?", [], "Write to the manager with two lines about yourself."),
  entry("franchise", "加盟需要多少钱？", [], ""),
];

/** Questions whose entry is in the base, asked in other words than the base's own. */
export const asked: readonly (readonly [query: string, id: string])[] = [
  ["几点关门呀", "hours"],
  ["請問怎麼申請退款", "refund"],
  ["ＷＩＦＩ password pls", "wifi"],
  ["can I parc my car", "parking"],
  ["奶茶能不能半糖", "sugar"],
  ["电子发票", "invoice"],
  ["怎么办会员卡", "member-card"],
  ["i'm allergic to nuts, what can i drink", "allergy"],
];

function entry(id: string, question: string, alternatives: string[], answer: string): Entry {
  return { id, question, alternatives, answer };
}
