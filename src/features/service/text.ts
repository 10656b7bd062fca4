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
      name: words({ zh: "没人答时", en: "unanswered questions" }),
      help: words({
        zh: "群里的问题几分钟没人接话、我又很有把握时，主动回答，每群每天最多 3 条，夜里不答；0 为不主动",
        en: "Minutes after which a question nobody answered is answered unasked, if the answer is certain: three a day in a group, none at night; 0 = never",
      }),
    },
    precision: {
      name: words({ zh: "答对的把握", en: "wished precision" }),
      help: words({
        zh: "答出去的答案，百分之多少要是对的",
        en: "Of a hundred answers posted, how many are to be right",
      }),
    },
    unaskedPrecision: {
      name: words({ zh: "主动回答的把握", en: "precision unasked" }),
      help: words({
        zh: "没人问我、我主动答的，百分之多少要是对的",
        en: "Of a hundred answers posted unasked, how many are to be right",
      }),
    },
    outOfScope: {
      name: words({ zh: "超纲的比例", en: "questions out of scope" }),
      help: words({
        zh: "一百个问题里，估计有多少是知识库没有的",
        en: "Of a hundred questions, how many are taken to have no entry",
      }),
    },
    meaning: {
      name: words({ zh: "按意思找", en: "finding by meaning" }),
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
      name: words({ zh: "人工开始", en: "people answer from" }),
      help: words({
        zh: "几点开始有人答，如 09:00；和结束一样就是全天",
        en: "Local time such as 09:00; the same as the end = always",
      }),
    },
    closesAt: {
      name: words({ zh: "人工结束", en: "people answer until" }),
      help: words({ zh: "几点以后没人答，如 21:00", en: "Local time such as 21:00" }),
    },
    remindMinutes: {
      name: words({ zh: "催办", en: "reminder" }),
      help: words({
        zh: "工单几分钟没人答就提醒，过两倍的时间再提醒一次，之后每天早上一次",
        en: "Minutes until the desk is reminded of a ticket; once more after twice as long, then every morning",
      }),
    },
    closeHours: {
      name: words({ zh: "自动关闭", en: "closing by itself" }),
      help: words({
        zh: "答复后几小时没有新消息就关闭工单",
        en: "Hours after the last answer in which a quiet ticket is closed",
      }),
    },
    ticketsADay: {
      name: words({ zh: "每人每天工单", en: "tickets a day" }),
      help: words({ zh: "一位成员一天最多转几次人工", en: "How often a member can ask for a person in a day" }),
    },
  },
};
