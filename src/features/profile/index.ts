import { defineFeature, Refusal, type Ctx } from "../../core/feature.ts";
import { mentionedPerson } from "../../members/mentioned.ts";
import { cleanName, displayName } from "../../members/names.ts";
import { setBirthday, toggleTag } from "../../members/profile.ts";
import { meansRemove, readTag, readYearDay } from "./rules.ts";
import { text } from "./text.ts";

/** What is told about members: managers' tags, and birthdays that members tell themselves. */
export const profile = defineFeature({
  name: "profile",
  commands: [
    {
      name: "tag",
      aliases: ["标签", "打标签"],
      who: "manager",
      takesArguments: true,
      help: text.tagHelp,
      run: tagMember,
    },
    {
      name: "birthday",
      aliases: ["生日", "我的生日"],
      who: "member",
      takesArguments: true,
      help: text.birthdayHelp,
      run: noteBirthday,
    },
  ],
});

async function tagMember(ctx: Ctx): Promise<void> {
  const { tx, member, event } = ctx;
  if (event.kind !== "message") return;
  const mention = event.mentions[0]?.name ?? "";
  const tag = readTag(cleanName(ctx.args.replace(`@${mention}`, "").replace(mention, "")));
  if (tag === null) throw new Refusal(text.tagUsage);
  const other = await mentionedPerson(tx, member.communityId, event);
  if (!other) throw new Refusal(text.nobody);
  const on = await toggleTag(tx, other, tag, ctx.now);
  await ctx.reply(text.tagged, { name: displayName(other, ctx.language), tag, on });
}

async function noteBirthday(ctx: Ctx): Promise<void> {
  if (meansRemove(ctx.args)) {
    await setBirthday(ctx.tx, ctx.member, null);
    await ctx.reply(text.birthdayGone);
    return;
  }
  const birthday = readYearDay(ctx.args);
  if (!birthday) throw new Refusal(text.birthdayUsage);
  await setBirthday(ctx.tx, ctx.member, birthday);
  await ctx.reply(text.birthdaySet, birthday);
}
