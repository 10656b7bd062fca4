import { Refusal, type Ctx } from "../../core/context.ts";
import { defineFeature } from "../../core/feature.ts";
import { personMeant } from "../../members/meant.ts";
import { shownName } from "../../members/lookalike.ts";
import { cleanName } from "../../members/names.ts";
import { warnOfLookalikes } from "./lookalikes.ts";
import { setBirthday, toggleTag } from "../../members/profile.ts";
import { meansRemove, readTag, readYearDay } from "./rules.ts";
import { text } from "./text.ts";

/** What is told about members: managers' tags, and birthdays that members tell themselves. */
export const profile = defineFeature({
  name: "profile",
  title: text.title,
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
  on: { "member.joined": (ctx, { memberId }) => warnOfLookalikes(ctx, [memberId]) },
  // renamed people are found the night after; what they say in the group bears the badge at once
  schedules: [{ name: "lookalikes", at: "09:00", run: (ctx) => warnOfLookalikes(ctx, null) }],
});

async function tagMember(ctx: Ctx): Promise<void> {
  const { tx, member } = ctx;
  const { person, rest } = await personMeant(ctx);
  const tag = readTag(cleanName(rest));
  if (tag === null) throw new Refusal(text.tagUsage);
  const on = await toggleTag(tx, { communityId: member.communityId, id: person.id }, tag, ctx.now);
  const name = await shownName(ctx, person);
  await ctx.reply(text.tagged, { name, tag, on });
}

async function noteBirthday(ctx: Ctx): Promise<void> {
  if (meansRemove(ctx.args)) {
    await setBirthday(ctx.tx, ctx.member, null);
    await ctx.reply(text.birthdayGone);
    return;
  }
  const birthday = readYearDay(ctx.args);
  if (!birthday) throw new Refusal(text.birthdayUsage);
  if (birthday === "noSuchDay") throw new Refusal(text.noSuchDay, { written: ctx.args.trim() });
  await setBirthday(ctx.tx, ctx.member, birthday);
  await ctx.reply(text.birthdaySet, birthday);
}
