/** What a model may make of an entry and mean the same: other small words, other writing of figures, another order. */
export const faithful: readonly { entry: string; replies: readonly string[] }[] = [
  {
    entry: "每天 9:00 到 21:30 营业，周五周六到 22:30。",
    replies: [
      "每天 9:00-21:30 营业，周五周六到 22:30。",
      "每天九点到二十一点半营业，周五周六到二十二点半哦。",
      "您好，每日 9:00 至 21:30 营业，周五周六到 22:30。",
      "周五周六到 22:30，每天 9:00 到 21:30 营业。",
    ],
  },
  {
    entry: "没拆封的茶叶收到后 7 天内可以退，运费自理；拆封后除质量问题外不退。",
    replies: [
      "未拆封的茶叶收到后 7 天以内可以退，运费自理；拆封后除质量问题外不退。",
      "没有拆封的茶叶收到之后七天内能退，运费自理。拆封之后除质量问题之外不退哦。",
      "拆封后除质量问题外不退；没拆封的茶叶收到后 7 天内可以退，运费自理。",
      "没拆封的茶叶在收到后的 7 天内可以退，运费自理。",
    ],
  },
  {
    entry: "满 99 元包邮，不满收 8 元运费；新疆、西藏满 199 元包邮。",
    replies: ["满 99 块钱包邮，不满收 8 块钱运费。", "新疆和西藏满 199 元包邮。", "满九十九元包邮，不满收八元运费呢。"],
  },
  {
    entry: "可以带宠物坐在院子里，请牵好绳子；室内暂时不可以。",
    replies: [
      "能带宠物坐在院子里，请牵好绳子；室内暂时不能。",
      "室内暂时不可以。可以带宠物坐在院子里，请牵好绳子哦。",
      "亲，室内暂时不可以。",
    ],
  },
  {
    entry: "默认发中通，补 8 元可以改发顺丰，下单时备注即可。",
    replies: [
      "默认发中通，补 8 元能改发顺丰，下单时备注就可以。",
      "默认是发中通的，补八元就可以改发顺丰，下单时请备注。",
    ],
  },
  {
    entry: "如果未拆封，30 天内可以全额退款；如果已拆封，15 天内可以换货。",
    replies: [
      "未拆封的话，30 天内可以全额退款；已拆封的话，15 天内可以换货。",
      "要是没拆封，三十天内可以全额退款。",
      "假如已拆封，15 天之内能换货。",
    ],
  },
  {
    entry: "Every day from 9:00 to 21:30, Fridays and Saturdays until 22:30.",
    replies: [
      "Every day from 9:00 - 21:30, Fridays and Saturdays until 22:30.",
      "Every day from 9 am to 9:30 pm, Fridays and Saturdays until 10:30 pm.",
      "Fridays and Saturdays until 22:30, every day from 9:00 to 21:30.",
    ],
  },
  {
    entry:
      "Unopened tea can come back within 7 days at your cost of postage. Opened tea only if something is wrong with it.",
    replies: [
      "Within seven days unopened tea can come back at your cost of postage. Opened tea only if something's wrong with it.",
      "Opened tea only if something is wrong with it.",
      "Unopened tea can come back at your cost of postage within 7 days.",
    ],
  },
  {
    entry: "Orders paid before 16:00 leave the same day, later ones the next.",
    replies: [
      "Orders paid before 4 pm leave the same day, later ones the next.",
      "Hi, orders paid before 16:00 leave the same day, and later ones the next.",
      "Orders paid before 4:00 p.m. leave the same day.",
    ],
  },
  {
    entry: "Pets are welcome in the courtyard on a lead, but not inside.",
    replies: [
      "Pets are welcome on a lead in the courtyard, but not inside.",
      "On a lead pets are welcome in the courtyard, but not inside.",
      "In the courtyard pets are welcome on a lead, but not inside.",
    ],
  },
  {
    entry: "We do not offer franchises at the moment. You cannot bring your own food.",
    replies: [
      "We don't offer franchises at the moment.",
      "At the moment we do not offer franchises.",
      "You can't bring your own food. We don't offer franchises at the moment.",
    ],
  },
  {
    entry: "1 to 3 working days after it is approved, back the way it came; bank cards may take 5.",
    replies: [
      "1-3 working days after it's approved, back the way it came; bank cards may take five.",
      "Back the way it came, 1 to 3 working days after it is approved.",
      "Bank cards may take 5.",
    ],
  },
  {
    entry: "Every Saturday at 14:00, 88 yuan a person; sign up in the group, from four people on.",
    replies: [
      "Every Saturday at 2 pm, 88 yuan per person; sign up in the group, from 4 people on.",
      "Sign up in the group, from four people on. Every Saturday at 14:00, 88 yuan a person.",
      "88 yuan a person, every Saturday at 2 p.m.",
    ],
  },
];
