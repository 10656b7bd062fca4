import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import { always, type Language } from "../../core/text.ts";
import { setCommunityLanguage, setMemberLanguage } from "../../members/language.ts";
import { may } from "../../members/person.ts";
import { text } from "./text.ts";

/** Language (语言): what the bot speaks to a member, and by default to everybody. */
export const language = defineFeature({
  name: "language",
  title: text.title,
  commands: [
    {
      name: "language",
      alsoNamed: ["lang"],
      aliases: ["语言", "切换语言"],
      who: "member",
      takesArguments: true,
      help: text.help,
      run: choose,
    },
  ],
});

const named: Readonly<Record<string, Language | "auto">> = {
  zh: "zh",
  中文: "zh",
  汉语: "zh",
  chinese: "zh",
  en: "en",
  英文: "en",
  英语: "en",
  english: "en",
  auto: "auto",
  默认: "auto",
  自动: "auto",
};
const communityWords = ["community", "社群", "本群", "全群"];

async function choose(ctx: Ctx): Promise<void> {
  const [first = "", second = ""] = ctx.args.toLowerCase().split(" ");
  if (first === "") return ctx.reply(text.now, { community: ctx.community.language });
  if (communityWords.includes(first)) return chooseForAll(ctx, second);
  const chosen = named[first];
  if (!chosen) throw new Refusal(text.unknown, { word: first.slice(0, 20) });
  await setMemberLanguage(ctx.tx, ctx.member, chosen === "auto" ? null : chosen);
  const spoken = chosen === "auto" ? ctx.community.language : chosen;
  await ctx.reply(always(chosen === "auto" ? text.follows[spoken]() : text.chosen[spoken]()));
}

async function chooseForAll(ctx: Ctx, word: string): Promise<void> {
  if (!may(ctx.member.role, "manager")) throw new Refusal(text.onlyManagers);
  const chosen = named[word];
  if (!chosen || chosen === "auto") throw new Refusal(text.unknown, { word: word.slice(0, 20) });
  await setCommunityLanguage(ctx.tx, ctx.community.id, chosen);
  await ctx.reply(always(text.chosenForAll[chosen]()));
}
