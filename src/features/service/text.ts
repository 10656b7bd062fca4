import { text as words } from "../../core/text.ts";

export const text = {
  title: words({ zh: "客服", en: "answers" }),
  settings: {
    mode: {
      name: words({ zh: "回答方式", en: "how answers are given" }),
      help: words({
        zh: "extract：原样给出店里写的答案；rephrase：配置了模型时可以换个说法，仍要过闸",
        en: "extract: as the shop wrote them; rephrase: a model, where there is one, may put them in other words behind the gate",
      }),
    },
    unaskedMinutes: {
      name: words({ zh: "几分钟没人答就主动答", en: "minutes until I answer unasked" }),
      formerly: ["没人答时"],
      help: words({
        zh: "群里的问题过了几分钟没人接话、我又很有把握时，主动回答，每群每天最多 3 条，夜里不答；0 为不主动",
        en: "A question in a group that nobody has answered by then is answered unasked, if the answer is certain: three a day in a group, none at night; 0 = never",
      }),
    },
    precision: {
      name: words({ zh: "回答要对百分之几", en: "answers that are to be right, in percent" }),
      formerly: ["答对的把握"],
      help: words({
        zh: "答出去的一百条答案里，要有多少条是对的；越高，我越常反问或者请人",
        en: "Of a hundred answers posted, how many are to be right; the more, the oftener I ask back or fetch a person",
      }),
    },
    unaskedPrecision: {
      name: words({ zh: "主动答的要对百分之几", en: "unasked answers that are to be right, in percent" }),
      formerly: ["主动回答的把握"],
      help: words({
        zh: "没人问我、我主动答的一百条里，要有多少条是对的",
        en: "Of a hundred answers posted unasked, how many are to be right",
      }),
    },
    outOfScope: {
      name: words({ zh: "知识库没有的问题占百分之几", en: "questions without an entry, in percent" }),
      formerly: ["超纲的比例"],
      help: words({
        zh: "估计一百个问题里有多少是知识库没有的；估得越高，我答得越谨慎",
        en: "Of a hundred questions, how many are taken to have no entry; the more, the more careful I am",
      }),
    },
    meaning: {
      name: words({ zh: "按意思找", en: "find by meaning, too" }),
      help: words({
        zh: "配置了向量模型时，词对不上也按意思找；问题（去掉个人信息）会发给它",
        en: "With an embedding model: found by meaning too; it is shown the question without personal data",
      }),
    },
    synonyms: {
      name: words({ zh: "同义词", en: "synonyms" }),
      help: words({
        zh: "一组用 = 连，组间用 ; 隔：发货=寄出; wifi=无线网",
        en: "Words joined by =, groups by ;: parcel=package; wifi=wi-fi",
      }),
    },
    opensAt: {
      name: words({ zh: "人工几点开始", en: "people answer from" }),
      formerly: ["人工开始"],
      help: words({
        zh: "几点开始有人答，如 09:00；和结束一样就是全天",
        en: "Local time such as 09:00; the same as the end = always",
      }),
    },
    closesAt: {
      name: words({ zh: "人工几点结束", en: "people answer until" }),
      formerly: ["人工结束"],
      help: words({ zh: "几点以后没人答，如 21:00", en: "Local time such as 21:00" }),
    },
    remindMinutes: {
      name: words({ zh: "工单几分钟没人答就提醒", en: "minutes until the desk is reminded" }),
      formerly: ["催办"],
      help: words({
        zh: "过了这么久没人答就提醒店里，再过两倍的时间提醒一次，之后每天早上一次",
        en: "The desk is reminded of a ticket nobody has answered; once more after twice as long, then every morning",
      }),
    },
    closeHours: {
      name: words({ zh: "答复后几小时关单", en: "hours until a quiet ticket is closed" }),
      formerly: ["自动关闭"],
      help: words({
        zh: "店里答复以后，这么久没有新消息就关闭工单",
        en: "Counted from the last answer; until then either side may go on",
      }),
    },
    ticketsADay: {
      name: words({ zh: "每人每天最多转人工几次", en: "tickets a member may open in a day" }),
      formerly: ["每人每天工单"],
      help: words({ zh: "一位成员一天最多转几次人工", en: "How often a member can ask for a person in a day" }),
    },
  },
};
