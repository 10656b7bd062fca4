import { defineFeature, type Feature } from "../../core/feature.ts";
import type { Embedder } from "../../llm/embedder.ts";
import type { Answering } from "./answering/inquiry.ts";
import { takeAnswerPress } from "./answering/press.ts";
import { offerAnswer } from "./answering/offer.ts";
import { serviceFigures, serviceOfPeriod } from "./digest.ts";
import { feedback, source } from "./answering/commands.ts";
import { hearEdit } from "./answering/edited.ts";
import { answerLater, hear } from "./answering/hear.ts";
import { answerByMeaning, orderMeaning } from "./answering/meaning.ts";
import { text as answering } from "./answering/text.ts";
import { answerUnasked, watchGroups } from "./answering/unasked.ts";
import { wordsKept } from "../../operators/shown.ts";
import { auditImport, importJob, neverUnasked, takeFile, takeImport } from "./importing/intake.ts";
import { isValidAt } from "./knowledge/content.ts";
import { liveEntries } from "./knowledge/entries.ts";
import { auditFaq, faq, undoFaq, wordOfFaq } from "./knowledge/commands.ts";
import { embedEntries, embedSoon } from "./knowledge/embed.ts";
import { learn, learnNightly } from "./knowledge/learn.ts";
import { Shelf } from "./knowledge/shelf.ts";
import { text as knowledge } from "./knowledge/text.ts";
import { orderRephrasing, rephrase, type Rephraser } from "./rephrasing/rephrase.ts";
import { servicePerson } from "./person.ts";
import { settings } from "./settings.ts";
import { text } from "./text.ts";
import { answer, human, takeDeskReply, takeTicketPress, tickets } from "./tickets/commands.ts";
import { isDesk } from "./tickets/desk.ts";
import { askDesk, countDesk, desk } from "./tickets/setting-up.ts";
import { lookAtArrival } from "./tickets/arrival.ts";
import { closeQuiet, remind } from "./tickets/remind.ts";
import { sayLeft, untie } from "./tickets/left.ts";
import { text as ticketing } from "./tickets/text.ts";
import { isDeskWord } from "./tickets/unaddressed.ts";
import { pruneService } from "./upkeep.ts";

/**
 * Customer service (客服): answers what the shop has written an answer for, asks back when it is not
 * sure, and fetches a person for the rest. Members read only what a person wrote or approved.
 * @param rephraser a model that may put answers in other words, behind the gate; null = none
 * @param embedder a model by which entries are found by meaning as well; null = none
 */
export function service(rephraser: Rephraser | null = null, embedder: Embedder | null = null): Feature {
  const parts: Answering = {
    shelf: new Shelf(embedder),
    rephrase: (ctx, member, asked) => orderRephrasing(ctx, rephraser, member, asked),
    understand: (ctx, member, question, address) => orderMeaning(ctx, embedder, member, question, address),
  };
  return defineFeature({
    name: "service",
    title: text.title,
    commands: [
      {
        name: "human",
        aliases: ["转人工", "人工客服", "人工", "找人工"],
        who: "member",
        takesArguments: true,
        help: ticketing.humanHelp,
        run: human,
      },
      { name: "source", aliases: ["来源", "出处"], who: "member", help: answering.sourceHelp, run: source },
      {
        name: "useful",
        aliases: ["有用", "helpful"],
        who: "member",
        listed: false,
        help: answering.usefulHelp,
        run: (ctx) => feedback(ctx, 1, parts),
      },
      {
        name: "useless",
        aliases: ["没用", "没有用", "not helpful"],
        who: "member",
        listed: false,
        help: answering.uselessHelp,
        run: (ctx) => feedback(ctx, -1, parts),
      },
      {
        name: "faq",
        aliases: ["知识库"],
        who: "manager",
        takesArguments: true,
        help: knowledge.help,
        audit: auditFaq,
        auditWord: wordOfFaq,
        run: faq,
        undo: undoFaq,
      },
      {
        name: "faq_take",
        aliases: ["确认导入知识库"],
        who: "manager",
        where: "private",
        listed: false,
        help: knowledge.help,
        confirm: neverUnasked,
        audit: auditImport,
        auditWord: wordsKept({ entries: "条" }),
        run: takeImport,
      },
      {
        name: "tickets",
        aliases: ["工单"],
        who: "host",
        takesArguments: true,
        help: ticketing.ticketsHelp,
        run: tickets,
      },
      { name: "answer", aliases: ["答复"], who: "host", takesArguments: true, help: ticketing.answerHelp, run: answer },
      {
        name: "desk",
        aliases: ["客服台"],
        who: "manager",
        help: ticketing.deskHelp,
        confirm: askDesk,
        run: desk,
      },
    ],
    takes: async (ctx) => (await takeFile(ctx)) || takeDeskReply(ctx),
    events: {
      message: (ctx) => hear(ctx, parts),
      edit: (ctx) => hearEdit(ctx, parts),
      leave: sayLeft,
      migrated: untie,
      botStatus: (ctx) => watchGroups(ctx),
      button: async (ctx) => {
        if (!(await takeTicketPress(ctx))) await takeAnswerPress(ctx, parts);
      },
    },
    wakes: isDeskWord,
    on: {
      "configuration.changed": (ctx, { key }) => (key.startsWith("service.") ? watchGroups(ctx) : Promise.resolve()),
    },
    jobs: {
      "service.learn": (job) => learn(job, embedder, (ctx) => embedSoon(ctx, embedder)),
      "service.import": importJob,
      "service.vectors": (job) => embedEntries(job, embedder),
      "service.meaning": (job) => answerByMeaning(job, embedder, parts),
      "service.rephrase": (job) => rephrase(job, rephraser),
      "service.wait": (job) => answerLater(job, parts),
      "service.unasked": answerUnasked,
      "service.remind": remind,
      "service.desk": countDesk,
      "service.arrival": lookAtArrival,
      "service.close": closeQuiet,
    },
    schedules: [
      { name: "service.prune", at: "03:50", run: pruneService },
      { name: "service.verdicts", at: "03:55", run: learnNightly },
      { name: "service.vectors", at: "03:58", run: (ctx) => embedSoon(ctx, embedder) },
    ],
    settings,
    settingTexts: text.settings,
    digest: serviceOfPeriod,
    figures: serviceFigures,
    person: servicePerson,
    offer: offerAnswer,
    isForStaff: isDesk,
    // questions of quizzes may be asked about what members can read here
    knowledge: async ({ tx, community, now }) =>
      (await liveEntries(tx, community.id))
        .filter((entry) => entry.audience === "member" && isValidAt(entry, now))
        .map(({ id, revision, question, answer, source }) => ({
          key: `faq:${id}:${revision}`,
          title: question,
          text: answer,
          source: source ?? `FAQ #${id}`,
        })),
    // whoever waits for a person's answer wants that answer, and no greeting
    holdsNudges: async ({ tx, community }, people) => {
      const waiting = await tx.$queryRaw<{ id: number }[]>`
        SELECT DISTINCT coalesce(m.merged_into_id, m.id) AS id FROM ticket t
        JOIN member m ON m.community_id = t.community_id AND m.id = t.member_id
        WHERE t.community_id = ${community.id} AND t.state <> 'closed'
          AND coalesce(m.merged_into_id, m.id) = ANY (${people}::int[])`;
      return waiting.map(({ id }) => id);
    },
  });
}
