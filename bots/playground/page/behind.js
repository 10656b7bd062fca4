// What happened behind a message, step by step.
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);

/** The steps of the message looked at, hidden until their turn comes. */
let steps = [];

export async function openBehind(room, message) {
  const query = new URLSearchParams({ chat: message.chat, message: message.id });
  try {
    const behind = await room.get(`api/behind?${query}`);
    steps = describe(behind).map(([name, lines, data]) => step(name, lines, data));
  } catch (error) {
    room.tell(say("failed", error.message));
    return;
  }
  $("steps").replaceChildren(...steps);
  $("behind").showModal();
  showNext();
}

function showNext() {
  const item = steps.find((one) => one.hidden);
  if (!item) return;
  item.hidden = false;
  item.querySelector("h3").focus();
  $("next").disabled = item === steps.at(-1);
}

$("next").addEventListener("click", showNext);

/** Each step: its name, sentences, and rows as they stand. */
function describe(behind) {
  const { event, counted, day, inbox, command, facts, ledger, outbox } = behind;
  const records = [say(counted ? "counted" : "notCounted"), ...(day ? [say("dayCounts", day)] : [])];
  const acts = inbox ? [say("inbox", inbox), ...(command ? [say("command", command)] : [])] : [say("plainTalk")];
  return [
    ["event", event ? [] : [say("noEvent")], event ? [event] : []],
    ["record", records, []],
    ["act", acts, []],
    ["facts", facts.length === 0 ? [say("noFacts")] : [], facts],
    ["ledger", ledger.length === 0 ? [say("noLedger")] : [], ledger],
    ["outbox", outbox.length === 0 ? [say("noOutbox")] : [], outbox],
  ];
}

function step(name, lines, data) {
  const item = document.createElement("li");
  item.hidden = true;
  item.dataset.step = name;
  const title = document.createElement("h3");
  title.tabIndex = -1;
  title.textContent = say("steps")[name];
  item.append(title);
  for (const line of lines) {
    const sentence = document.createElement("p");
    sentence.textContent = line;
    item.append(sentence);
  }
  for (const row of data) {
    const code = document.createElement("pre");
    code.tabIndex = 0;
    code.textContent = JSON.stringify(row, null, 1);
    item.append(code);
  }
  return item;
}
