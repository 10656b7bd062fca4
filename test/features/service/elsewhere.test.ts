import { expect, test } from "vitest";
import { buildIndex, calibrate, decide, type Entry } from "../../../src/features/service/finding/index.ts";
import { threshold } from "../../../src/features/service/finding/calibrate.ts";
import { fitLogistic } from "../../../src/features/service/finding/logistic.ts";
import { askItself } from "../../../src/features/service/finding/trials.ts";

/** A small shop's base, the wordings of an entry much alike, as somebody writes them who has a form to fill in. */
const written = `
delivery|Have you resumed delivery?|Is delivery available again?|When will delivery be available?
order|How do I order?|I want to order|How can I place an order?
address|I want to change my address|Change address of my order|How do I change the address?
invoice|Can I get an invoice?|I need the invoice|Send me an invoice
cancel|Cancel my order|I want to cancel|How do I cancel an order?
stores|Where are your stores?|Do you have a store near me?|Store locations
staff|Do you have openings for staff?|I want to work for you|Any jobs?
return|How do I return a product?|I want to return it|Return policy
refund|When do I get my refund?|Refund status|I did not get the refund
account|I cannot sign in|How do I open an account?|My login does not work`
  .trim()
  .split("\n")
  .map((line) => line.split("|"));
const base = (answer: string, wordings = 3) =>
  buildIndex(
    written.map(([id = "", ...texts]): Entry => ({
      id,
      question: texts[0]!,
      alternatives: texts.slice(1, wordings),
      answer,
    })),
  );
/** Asks for a thing by the one word that an entry about something else has. */
const stranger = "is the big blue dumbbell set available";

test("a base without answers does not answer what shares a word with an entry, however sure it is of itself", () => {
  const index = base("");
  const sure = { ...calibrate(index), answerAt: 1 / 3 };
  const { confidence, kind } = decide(index, sure, stranger);
  expect(confidence).toBeGreaterThan(sure.answerAt);
  expect(kind).toBe("suggest");
  expect(decide(index, sure, "when is delivery available")).toMatchObject({ kind: "answer", id: "delivery" });
  expect(base("Ask us.").look(stranger).isDoubtful).toBe(false);
});

test("parts of a phrasing prove nothing where there is no answer to put beside them", () => {
  const [bare, answered, single] = [base(""), base("Ask us."), base("", 1)].map((index) => askItself(index));
  expect(bare?.proof.filter(({ inScope }) => inScope)).toHaveLength(30);
  expect(bare?.all.length).toBeGreaterThan(bare?.proof.length ?? 0);
  expect(answered?.proof).toEqual(answered?.all);
  expect(single?.proof).toEqual([]);
  expect(calibrate(base("", 1)).answerAt).toBe(1);
});

test("a list does not hang on what the entry lacks where only parts of phrasings are asked, which lack nothing", () => {
  const weights = (wordings: number) => calibrate(base("Ask us.", wordings)).amongThree.weights.length;
  expect(weights(1)).toBeLessThan(weights(3));
});

test("no threshold is learnt from questions that would not be answered", () => {
  const sample = (x: number, right: boolean, isDoubtful: boolean) => ({ features: [x], right, weight: 1, isDoubtful });
  const likely = Array.from({ length: 40 }, (_, i) => sample(0.5 + i / 100, true, false));
  const doubtful = Array.from({ length: 40 }, (_, i) => sample(0.5 + i / 100, false, true));
  const model = fitLogistic([...likely, sample(0, false, false)]);
  expect(threshold(model, [...likely, ...doubtful], 0.85)).toBe(threshold(model, likely, 0.85));
  expect(threshold(model, [...likely, ...doubtful], 0.85)).toBeLessThan(1);
});
