import { readDeclaration, type Declaration } from "./declaration.ts";

/** Journeys that come with the house. They are off until a manager has seen them and starts them. */
export const starters: readonly Declaration[] = [
  {
    name: "welcome",
    title: { zh: "欢迎与第一次签到", en: "welcome and first check-in" },
    trigger: { kind: "joined", days: 1 },
    steps: [
      {
        variants: [
          {
            zh: "{name}，欢迎来到{group}！发一句“签到”就有第一份积分，有什么想问的也直接在群里说。",
            en: "Welcome to {group}, {name}! Send /checkin for your first points, and ask anything you like in the group.",
          },
        ],
        group: {
          zh: "新来的朋友们好！发“签到”领第一份积分，想问什么直接问，大家都乐意答。",
          en: "Hello to everybody who is new! /checkin gives the first points, and questions are welcome.",
        },
      },
    ],
    endOn: ["left", "optedOut", "answered"],
  },
  {
    name: "newcomer-week",
    title: { zh: "新人七天", en: "a newcomer's first week" },
    trigger: { kind: "joined", days: 2, silent: true },
    steps: [
      {
        variants: [
          {
            zh: "{name}，在{group}还习惯吗？潜水也欢迎；想冒个泡的时候，打声招呼就行。",
            en: "Settling in at {group}, {name}? Reading along is welcome; whenever you feel like it, just say hello.",
          },
        ],
        group: {
          zh: "今天想听听新朋友的：是什么让你来到这里的？一句话也好。",
          en: "Today's question to our newer friends: what brought you here? One line will do.",
        },
      },
      {
        wait: 7,
        ifState: ["silentNewcomer"],
        variants: [
          {
            zh: "{name}，一周啦。如果有想找的内容或想问的问题，直接在群里问，大家都乐意答。",
            en: "It has been a week, {name}. If you are looking for something, just ask in the group; people are glad to help.",
          },
        ],
      },
    ],
  },
  {
    name: "drifting",
    title: { zh: "走远提醒", en: "a word to those drifting away" },
    trigger: { kind: "drifting" },
    steps: [
      {
        variants: [
          {
            zh: "{name}，有空来{group}坐坐呀[，你喜欢的{favourite}还在] ☕",
            en: "{name}, come by {group} when you have a minute[; the {favourite} you like is still on] ☕",
          },
          {
            zh: "{name}，最近还好吗？不用急着回，路过时来群里说说话就好。",
            en: "{name}, how have you been? No hurry: we would be glad to hear from you whenever you pass by.",
          },
        ],
        group: {
          zh: "今天的闲聊题：最近一件让你开心的小事是什么？",
          en: "A small question for today: what little thing made you glad lately?",
        },
        offer: true,
      },
    ],
  },
  {
    name: "win-back",
    title: { zh: "欢迎回来（送一点积分）", en: "win-back with a small gift" },
    trigger: { kind: "dormant" },
    steps: [
      {
        gift: 20,
        variants: [
          {
            zh: "{name}，{group}给你留了 {gift} 分，已经放进你的积分里（现在共 {points} 分）。哪天路过，进来看看。",
            en: "{name}, {group} kept {gift} points for you; they are yours already ({points} in all). Look in when you pass by.",
          },
        ],
      },
    ],
  },
  {
    name: "anniversary",
    title: { zh: "入群周年", en: "joining day" },
    trigger: { kind: "joiningDay" },
    againAfterDays: 300,
    steps: [
      {
        variants: [
          {
            zh: "{name}，今天是你来到{group}的 {years} 周年，谢谢你一路都在 🎉",
            en: "{name}, today marks year {years} of you in {group}. Thank you for being here 🎉",
          },
        ],
      },
    ],
    endOn: ["left", "optedOut"],
  },
].map(readDeclaration);
