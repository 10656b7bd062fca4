/**
 * Entries whose sense hangs on small words, what must not be made of them, and what may. One who swaps two words or
 * leaves a condition out has only the entry's own words, figures and negations.
 */
interface Case {
  entry: string;
  /** wrong by two things swapped or moved */
  swapped?: readonly string[];
  /** wrong by another direction: within → after, at least → at most */
  turned?: readonly string[];
  /** wrong by a condition that is gone, or that is another clause's */
  unconditioned?: readonly string[];
  /** right: fewer clauses, another order, other figures' writing, a phrase of time or place elsewhere */
  honest: readonly string[];
  /** right as well, in an order or with words left out that only a reader can judge: may be refused */
  free?: readonly string[];
}

export const cases: readonly Case[] = [
  {
    entry: "收到货后 7 天内可以退，7 天后只换不退。",
    turned: ["收到货后 7 天后可以退。", "7 天内只换不退。", "收到货内 7 天后可以退。", "收到货前 7 天内可以退。"],
    unconditioned: ["7 天可以退。", "可以退。", "7 天后换。", "7 天内可以退。", "收到货后 7 天内可以退。"],
    honest: ["收到货后七天内可以退，七天后只换不退哦。"],
    free: ["7 天内可以退，7 天后只换不退。"],
  },
  {
    entry: "会员免费入场而散客收 5 元，周一闭馆。",
    swapped: [
      "散客免费入场而会员收 5 元。",
      "会员收 5 元而散客免费入场。",
      "散客会员免费入场而收 5 元。",
      "会员散客收 5 元而免费入场。",
    ],
    unconditioned: ["会员散客免费入场。", "免费入场。", "散客免费入场，周一闭馆。"],
    honest: ["会员免费入场而散客收 5 元。", "周一闭馆哦。", "周一闭馆，会员免费入场而散客收五元。"],
    free: ["散客收 5 元而会员免费入场。", "散客收 5 元。"],
  },
  {
    entry: "如果未拆封，30 天内可以全额退款；如果已拆封，15 天内可以换货。",
    turned: ["如果未拆封，30 天后可以全额退款。", "如果已拆封，15 天外可以换货。"],
    swapped: [
      "如果已拆封，30 天内可以全额退款。",
      "如果未拆封，15 天内可以换货。",
      "如果未拆封，15 天内可以全额退款。",
    ],
    unconditioned: [
      "30 天内可以全额退款。",
      "15 天内可以换货。",
      "可以全额退款。",
      "30 天内可以全额退款，15 天内可以换货。",
      "30 天内可以全额退款，如果已拆封。",
    ],
    honest: [
      "如果未拆封，三十天内可以全额退款。",
      "如果已拆封，15 天内可以换货哦。",
      "30 天内可以全额退款，如果未拆封。",
    ],
  },
  {
    entry: "消费至少满 100 元可以停车 2 小时，最多减 20 元。",
    turned: [
      "消费最多满 100 元可以停车 2 小时。",
      "至少减 20 元。",
      "消费至少满 100 元可以停车 2 小时，至少减 20 元。",
    ],
    swapped: ["消费至少满 2 元可以停车 100 小时。", "最多减 100 元。"],
    unconditioned: ["消费满 100 元可以停车 2 小时。", "消费可以停车 2 小时。", "减 20 元。"],
    honest: [
      "消费至少满一百元就可以停车两小时。",
      "最多减 20 元。",
      "最多减 20 元，消费至少满 100 元可以停车 2 小时。",
    ],
  },
  {
    entry: "12 岁以下的孩子免票，65 岁以上的老人半价，军人需出示证件。",
    turned: ["12 岁以上的孩子免票。", "65 岁以下的老人半价。", "军人出示证件。"],
    swapped: ["12 岁以下的老人免票。", "65 岁以上的老人免票。", "65 岁以上的孩子半价。", "12 岁以下的孩子半价。"],
    unconditioned: ["孩子免票。", "老人半价。", "12 岁以下免票。", "军人免票。"],
    honest: [
      "12 岁以下的孩子免票，65 岁以上的老人半价，军人需出示证件。",
      "十二岁以下的孩子免票，六十五岁以上的老人半价，军人需出示证件哦。",
    ],
    free: ["12 岁以下的孩子免票。", "65 岁以上的老人半价。"],
  },
  {
    entry: "发货前可以改地址，发货后不能改。只有会员可以预订明前茶。除定制商品外都可以退。",
    turned: ["发货后可以改地址。", "发货前不能改。", "除定制商品内都可以退。"],
    swapped: ["只有明前茶可以预订会员。", "可以退定制商品。"],
    unconditioned: [
      "可以改地址。",
      "会员可以预订明前茶。",
      "都可以退。",
      "定制商品都可以退。",
      "定制商品外都可以退。",
      "预订明前茶。",
    ],
    honest: [
      "发货前可以改地址，发货后不能改。",
      "只有会员可以预订明前茶。",
      "除定制商品外都可以退。",
      "除定制商品外都可以退。只有会员可以预订明前茶哦。",
      "发货前可以改地址。",
      "发货后不能改。",
    ],
  },
  {
    entry: "工作日 9 点开门，周末 10 点开门，最晚 21 点关门。",
    swapped: ["工作日 10 点开门。", "周末 9 点开门。", "最晚 9 点关门。", "周末 21 点开门。"],
    turned: ["最晚 21 点开门。", "9 点关门。"],
    unconditioned: ["9 点开门。", "10 点开门。", "21 点关门。", "周末开门。"],
    honest: ["周末 10 点开门，最晚 21 点关门。", "工作日九点开门。", "最晚 21 点关门哦。", "最晚二十一点关门。"],
  },
  {
    entry: "买家承担退货运费，卖家承担换货运费，运费险可以赔付买家。",
    swapped: [
      "卖家承担退货运费。",
      "买家承担换货运费。",
      "买家可以赔付运费险。",
      "卖家承担买家运费。",
      "换货运费买家承担。",
    ],
    unconditioned: ["买家承担运费。", "卖家承担运费。"],
    honest: ["买家承担退货运费，卖家承担换货运费。", "卖家承担换货运费哦。", "运费险可以赔付买家。"],
    free: ["退货运费买家承担。"],
  },
  {
    entry: "店里，可以抽烟的是院子；室内，谁都不可以抽烟。",
    swapped: ["室内，可以抽烟的是院子。", "店里，谁都不可以抽烟。", "室内可以抽烟。"],
    unconditioned: ["谁都不可以抽烟。", "可以抽烟的是院子。"],
    honest: ["室内，谁都不可以抽烟。", "店里，可以抽烟的是院子。"],
  },
  {
    entry: "积分在生日当月翻 2 倍；储值卡余额可以退，赠送部分不能退。",
    swapped: ["储值卡赠送部分可以退，余额不能退。", "赠送部分可以退。", "积分余额可以退。"],
    turned: ["储值卡余额不能退。", "积分在当月生日翻 2 倍。"],
    unconditioned: ["积分翻 2 倍。", "储值卡可以退。", "部分可以退。"],
    honest: [
      "积分在生日当月翻两倍哦。",
      "在生日当月积分翻 2 倍。",
      "储值卡余额可以退，赠送部分不能退。",
      "赠送部分不能退，储值卡余额可以退。",
    ],
  },
  {
    entry: "Members enter free and guests pay 5 euros. Children under 12 need a ticket only on Sundays.",
    swapped: [
      "Guests enter free and members pay 5 euros.",
      "Members pay 5 euros and guests enter free.",
      "Guests members enter free and pay 5 euros.",
    ],
    turned: ["Children over 12 need a ticket only on Sundays.", "Children need a ticket only on Sundays under 12."],
    unconditioned: [
      "Guests enter free.",
      "Members and guests enter free.",
      "Children need a ticket.",
      "Children under 12 need a ticket.",
      "Children under 12 need a ticket on Sundays.",
      "Enter free.",
    ],
    honest: [
      "Members enter free and guests pay five euros.",
      "Children under twelve need a ticket only on Sundays.",
      "Members enter free, guests pay 5 euros.".replace(",", " and"),
    ],
    free: ["Guests pay 5 euros and members enter free.", "Only on Sundays children under 12 need a ticket."],
  },
  {
    entry: "Tea can be returned within 7 days if unopened, after 7 days it can only be exchanged.",
    turned: [
      "Tea can be returned after 7 days if unopened.",
      "Within 7 days it can only be exchanged.",
      "Tea can be returned if unopened after 7 days.",
    ],
    swapped: ["After 7 days tea can be returned if unopened.", "Tea can only be exchanged within 7 days."],
    unconditioned: [
      "Tea can be returned within 7 days.",
      "Tea can be returned.",
      "After 7 days it can be exchanged.",
      "Tea can be returned if unopened.",
      "It can be exchanged.",
    ],
    honest: ["Tea can be returned within seven days if unopened, after seven days it can only be exchanged."],
    free: [
      "Within 7 days tea can be returned if unopened, after 7 days it can only be exchanged.",
      "Tea can be returned within 7 days if unopened.",
    ],
  },
  {
    entry:
      "Orders over 99 yuan ship free; orders under 99 yuan cost 8 yuan. Pay before 16:00 to get it at least a day sooner.",
    turned: [
      "Orders under 99 yuan ship free.",
      "Orders over 99 yuan cost 8 yuan.",
      "Pay after 16:00 to get it at least a day sooner.",
      "Pay before 16:00 to get it at most a day sooner.",
    ],
    swapped: ["Orders over 8 yuan ship free.", "Orders under 8 yuan cost 99 yuan."],
    unconditioned: [
      "Orders ship free.",
      "Orders cost 8 yuan.",
      "Orders over yuan ship free.",
      "Pay to get it a day sooner.",
    ],
    honest: [
      "Orders over 99 yuan ship free.",
      "Orders under 99 yuan cost eight yuan; orders over 99 yuan ship free.",
      "Pay before 16:00 to get it at least a day sooner.",
    ],
  },
  {
    entry: "Unless it is a gift, the buyer pays the return. You must show the receipt, except for members.",
    turned: ["If it is a gift, the buyer pays the return.", "You must show the receipt for members."],
    swapped: [
      "Unless it is a return, the buyer pays the gift.",
      "The return pays the buyer.",
      "Except for members, the buyer pays the return.",
      "Unless it is a gift, you must show the receipt.",
    ],
    unconditioned: [
      "The buyer pays the return.",
      "You must show the receipt.",
      "The buyer pays.",
      "It is a gift, the buyer pays the return.",
      "Show the receipt, except for members.",
    ],
    honest: [
      "Unless it is a gift, the buyer pays the return.",
      "The buyer pays the return, unless it is a gift.",
      "You must show the receipt, except for members.",
      "Except for members, you must show the receipt.",
      "You must show the receipt, except for members. Unless it is a gift, the buyer pays the return.",
    ],
  },
  {
    entry:
      "Dogs may sit in the courtyard from May until September, cats may stay inside. The kitchen closes an hour before the shop.",
    turned: ["Dogs may sit in the courtyard until May from September.", "The kitchen closes an hour after the shop."],
    swapped: [
      "Cats may sit in the courtyard from May until September.",
      "Dogs may stay inside.",
      "The shop closes an hour before the kitchen.",
      "Dogs may sit inside.",
      "Cats may stay in the courtyard.",
    ],
    unconditioned: [
      "Dogs may sit in the courtyard.",
      "Dogs may sit from May until September.",
      "The kitchen closes before the shop.",
      "The kitchen closes.",
    ],
    honest: [
      "Dogs may sit in the courtyard from May until September.",
      "Cats may stay inside.",
      "From May until September dogs may sit in the courtyard.",
      "Cats may stay inside, dogs may sit in the courtyard from May until September.",
      "The kitchen closes an hour before the shop.",
    ],
  },
  {
    entry:
      "Weekdays, the tasting is at 3 and costs 10 euros; weekends, the tasting is at 4 and costs 15 euros. Book a day ahead.",
    swapped: [
      "Weekends, the tasting is at 3 and costs 10 euros.",
      "Weekdays, the tasting is at 4 and costs 15 euros.",
      "Weekdays, the tasting is at 10 and costs 3 euros.",
      "Weekdays, the tasting costs 3 and is at 10 euros.",
    ],
    unconditioned: ["The tasting is at 3 and costs 10 euros.", "The tasting is at 4 and costs 15 euros, weekdays."],
    turned: ["Weekdays, the tasting is at 4 and costs 10 euros."],
    honest: [
      "Weekdays, the tasting is at three and costs ten euros.",
      "Book a day ahead.",
      "Weekends, the tasting is at 4 and costs 15 euros. Book a day ahead.",
    ],
  },
];
