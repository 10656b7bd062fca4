import { badRequest, integer, list, onlyKnown, type Params, string } from "./params.ts";
import type { FakePoll } from "./state.ts";

const fields = [
  "question",
  "options",
  "is_anonymous",
  "type",
  "allows_multiple_answers",
  "allows_revoting",
  "hide_results_until_closes",
  "correct_option_id",
  "correct_option_ids",
  "explanation",
  "open_period",
];

let polls = 0;

/** What sendPoll takes, with Telegram's limits: https://core.telegram.org/bots/api#sendpoll */
export function readPoll(params: Params, common: string[]): FakePoll {
  onlyKnown(params, [...common, ...fields]);
  const question = string(params, "question") ?? "";
  const options = ((list(params, "options") ?? []) as { text?: unknown }[]).map(({ text }) =>
    typeof text === "string" ? text : "",
  );
  if (question.length < 1 || question.length > 300) throw badRequest("poll question length must not exceed 300");
  if (options.length < 2) throw badRequest("poll must have at least 2 option");
  if (options.length > 12) throw badRequest("poll can't have more than 12 options");
  if (options.some((one) => one === "")) throw badRequest("poll options must be non-empty");
  if (options.some((one) => one.length > 100)) throw badRequest("poll options length must not exceed 100");
  if (params.is_anonymous !== false) throw badRequest("a test wants to hear of votes: is_anonymous must be false");
  const type = (string(params, "type") ?? "regular") as FakePoll["type"];
  const right = (list(params, "correct_option_ids") ?? []) as number[];
  if (type === "quiz" && right.length === 0) throw badRequest("quiz must have a correct option");
  if (type === "quiz" && params.correct_option_id !== right[0])
    throw badRequest("older servers want correct_option_id");
  if (right.some((one) => options[one] === undefined)) throw badRequest("wrong correct option identifier specified");
  const explanation = string(params, "explanation") ?? "";
  if (explanation.length > 200 || explanation.split("\n").length > 3) throw badRequest("MESSAGE_TOO_LONG");
  const openPeriod = integer(params, "open_period");
  if (openPeriod !== undefined && (openPeriod < 5 || openPeriod > 600)) throw badRequest("wrong open period specified");
  polls += 1;
  const id = String(5_000_000_000_000_000 + polls);
  return { id, question, options, type, right, explanation, openPeriod, isClosed: false, votes: new Map() };
}

export function pollAsObject(poll: FakePoll): unknown {
  const options = poll.options.map((text, index) => ({
    text,
    voter_count: [...poll.votes.values()].filter((chosen) => chosen.includes(index)).length,
  }));
  return {
    id: poll.id,
    question: poll.question,
    options,
    total_voter_count: poll.votes.size,
    is_closed: poll.isClosed,
    is_anonymous: false,
    type: poll.type,
    allows_multiple_answers: poll.type === "regular",
  };
}

export function closedBy(poll: FakePoll): unknown {
  if (poll.isClosed) throw badRequest("poll has already been closed");
  poll.isClosed = true;
  return pollAsObject(poll);
}
