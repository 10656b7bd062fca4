import { dayToDate } from "../../core/time.ts";
import type { BaseCtx } from "../../core/context.ts";
import type { Offer } from "../../core/feature.ts";
import { fill, text as words } from "../../core/text.ts";
import { asQuestion } from "./bank/store.ts";
import { keyText, letterOf } from "./rules.ts";

/** Somebody who gave so many answers likes quizzes. */
const answersOfOneWhoLikesIt = 3;
/** A post to read in passing: longer questions belong into a quiz. */
const longest = 200;

/** A question from the bank these people answered most, with its answer below: nothing is played, nobody is asked. */
export async function offerQuestion(
  { tx, community, today }: BaseCtx,
  chatId: number,
  people: readonly number[],
): Promise<Offer | null> {
  const [liked] = await tx.$queryRaw<{ bankId: number; name: string; people: number; isDaily: boolean }[]>`
    SELECT b.id AS "bankId", b.name, count(*)::int AS people,
      EXISTS (SELECT FROM quiz_daily d WHERE d.community_id = b.community_id AND d.chat_id = ${chatId} AND d.bank_id = b.id) AS "isDaily"
    FROM (SELECT q.bank_id, coalesce(m.merged_into_id, m.id) AS person FROM quiz_answer a
        JOIN quiz q ON q.community_id = a.community_id AND q.id = a.quiz_id
        JOIN member m ON m.community_id = a.community_id AND m.id = a.member_id
        WHERE a.community_id = ${community.id} AND a.is_given AND coalesce(m.merged_into_id, m.id) = ANY (${people}::int[])
        GROUP BY 1, 2 HAVING count(*) >= ${answersOfOneWhoLikesIt}::int) own
    JOIN quiz_bank b ON b.community_id = ${community.id} AND b.id = own.bank_id
    GROUP BY b.community_id, b.id, b.name ORDER BY 3 DESC, 1 LIMIT 1`;
  if (!liked) return null;
  if (liked.isDaily) return { text: daily, people: liked.people };
  // by a lot that only the day decides: the same look says the same
  const [row] = await tx.$queryRaw<{ id: number }[]>`
    SELECT id FROM quiz_question WHERE community_id = ${community.id} AND bank_id = ${liked.bankId} AND picture IS NULL
      AND language IN ('', ${community.language}) AND length(text) <= ${longest}
    ORDER BY md5(${dayToDate(today).toISOString()}::text || ':' || id) LIMIT 1`;
  if (!row) return null;
  const question = asQuestion(
    await tx.quizQuestion.findUniqueOrThrow({
      where: { communityId_id: { communityId: community.id, id: row.id } },
    }),
  );
  const { options, explanation } = question;
  const shown = {
    question: question.text,
    options: options.map((option, index) => `${letterOf(index)}. ${option}`),
    answer: keyText(question, null),
    explanation,
  };
  return { text: fill(riddle, shown), people: liked.people };
}

const daily = words({
  zh: "今天的每日一题在群里开着，发“答题”就能看到，凭感觉答也行 🍵",
  en: "Today's question is open here: /quiz shows it, and a guess is welcome 🍵",
});

interface Riddle {
  question: string;
  options: readonly string[];
  answer: { zh: () => string; en: () => string };
  explanation: string;
}

const lines = ({ question, options }: Riddle) => [question, ...options].join("\n");
const below = ({ explanation }: Riddle) => (explanation === "" ? "" : `\n${explanation}`);
const riddle = words<Riddle>({
  zh: (one) => `歇一歇，来道小题，先猜再往下看：\n${lines(one)}\n·\n·\n·\n答案：${one.answer.zh()}${below(one)}`,
  en: (one) =>
    `A small one for a break; guess before you read on:\n${lines(one)}\n·\n·\n·\nIt is ${one.answer.en()}${below(one)}`,
});
