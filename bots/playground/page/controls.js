// Who one is, what time it is, and what is replayed.
import { say } from "./words.js";

const $ = (id) => document.getElementById(id);
const hours = { hour: 1, hours3: 3, day: 24, week: 168 };
const speeds = ["600", "60", "6000", "0"];
const fileLimit = 16 * 1024 * 1024;

/** @param {() => Promise<void>} onWho called when somebody else is to speak */
export function setUpControls(room, onWho) {
  $("who").addEventListener("change", () => {
    room.who = $("who").value;
    void onWho();
  });
  $("add").addEventListener("submit", (event) => {
    event.preventDefault();
    void add(room, onWho);
  });
  for (const [name, count] of Object.entries(hours)) {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.text = name;
    button.addEventListener("click", () => void pass(room, count));
    $("pass").append(button);
  }
  setUpReplay(room);
  showReplay(room, room.state.replay);
}

async function add(room, onWho) {
  const added = await room.post("api/join", { chat: "telegram", name: $("new-name").value.trim() });
  if (!added) return;
  $("new-name").value = "";
  room.who = added.name;
  showPeople(room);
  await onWho();
}

async function pass(room, count) {
  room.tell(say("passing"));
  for (const button of $("pass").children) button.disabled = true;
  if (await room.post("api/pass", { hours: count })) room.tell("");
  for (const button of $("pass").children) button.disabled = false;
}

function setUpReplay(room) {
  $("replay").addEventListener("submit", (event) => {
    event.preventDefault();
    void replay(room);
  });
  $("stop").addEventListener("click", () => void room.post("api/stop", {}));
}

async function replay(room) {
  const [file] = $("file").files;
  if (file && file.size > fileLimit) {
    room.tell(say("tooBig"));
    return;
  }
  const query = new URLSearchParams({ chat: $("into").value, speed: $("speed").value, name: file?.name ?? "" });
  const started = await room.post(`api/replay?${query}`, file ?? new Blob([]));
  if (!started) return;
  room.tell(started.damage ? say("damage", started.damage) : say("replayStarts", started.lines));
}

/** Fills the lists again: people, and what has a name in the language spoken. */
export function showPeople(room) {
  const people = room.state.people.map((one) => {
    const label = one.role ? `${one.name}（${one.id === "operator" ? say("operator") : one.role}）` : one.name;
    return new Option(label, one.name, false, one.name.toLowerCase() === room.who.toLowerCase());
  });
  $("who").replaceChildren(...people.sort((one, other) => rank(one.value) - rank(other.value)));
  refill(
    $("speed"),
    speeds.map((speed) => new Option(say("speeds")[speed], speed)),
  );
  refill(
    $("into"),
    ["telegram", "wechat"].map((key) => new Option(say(key), key)),
  );
}

const first = ["ada", "ben", "operator"];
const rank = (name) => (first.includes(name) ? first.indexOf(name) : first.length);

function refill(select, options) {
  const { value } = select;
  select.replaceChildren(...options);
  if (value) select.value = value;
}

export function showReplay(room, { running, done, of }) {
  const wasRunning = !$("stop").disabled;
  $("stop").disabled = !running;
  $("progress").hidden = of === 0;
  $("progress").max = Math.max(of, 1);
  $("progress").value = done;
  $("progress").setAttribute("aria-label", say("replayed", done, of));
  if (wasRunning && !running) room.tell(say("replayed", done, of));
}
