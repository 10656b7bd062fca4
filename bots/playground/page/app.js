// The page of the playground: several chats side by side, and what one needs to play in them.
import { openBehind } from "./behind.js";
import { ChatPane } from "./chat.js";
import { setUpControls, showPeople, showReplay } from "./controls.js";
import { watchDraws } from "./countdown.js";
import { watchLogins } from "./logins.js";
import { preferredLanguage, say, speak, spoken } from "./words.js";

const $ = (id) => document.getElementById(id);

/** What all parts of the page share. */
const room = {
  state: null,
  /** who speaks, by name */
  who: "ada",
  panes: new Map(),
  post,
  tell,
  get: (path) => get(path),
  /** the bot said something, or time passed: a draw may have opened or closed */
  lookAtDraws: () => {},
};

/** Says something to whoever looks or listens; never takes the focus. */
function tell(sentence) {
  $("status").textContent = sentence;
}

async function get(path) {
  return answered(await fetch(path, { cache: "no-store" }));
}

async function post(path, body) {
  const isFile = body instanceof Blob;
  const headers = { "content-type": isFile ? "application/octet-stream" : "application/json" };
  try {
    return await answered(await fetch(path, { method: "POST", headers, body: isFile ? body : JSON.stringify(body) }));
  } catch (error) {
    tell(say("failed", error.message));
    return undefined;
  }
}

async function answered(response) {
  const answer = await response.json();
  if (!response.ok) throw new Error(answer.error);
  return answer;
}

const privateKey = () => `private:${room.who.toLowerCase()}`;

function showClock(now) {
  const format = new Intl.DateTimeFormat(spoken() === "zh" ? "zh-CN" : "en-GB", {
    timeZone: room.state.timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  });
  room.ahead = new Date(now).getTime() - Date.now();
  $("clock").textContent = say("now", format.format(new Date(now)));
}

/** Shows everything again in the language that is spoken now. */
function showAll() {
  speak(spoken());
  $("language").textContent = say("switch");
  $("language").lang = spoken() === "zh" ? "en" : "zh-CN";
  showClock(new Date(Date.now() + room.ahead));
  showPeople(room);
  for (const pane of room.panes.values()) pane.relabel();
  for (const tab of $("tabs").children) tab.textContent = say(tab.dataset.pane);
}

async function chooseLanguage(language) {
  speak(language);
  showAll();
  await post("api/language", { language });
}

function makePanes() {
  for (const name of ["telegram", "wechat", "private"]) {
    const pane = new ChatPane(room, name, (message) => openBehind(room, message));
    room.panes.set(name, pane);
    $("chats").append(pane.element);
    const tab = document.createElement("button");
    tab.type = "button";
    tab.dataset.pane = name;
    tab.addEventListener("click", () => showPane(name));
    $("tabs").append(tab);
  }
  showPane("telegram");
}

/** On a narrow screen one chat is seen at a time. */
function showPane(name) {
  for (const [other, pane] of room.panes) pane.element.dataset.shown = String(other === name);
  for (const tab of $("tabs").children) tab.setAttribute("aria-current", String(tab.dataset.pane === name));
}

async function loadChats() {
  const pane = room.panes.get("private");
  await Promise.all([
    room.panes.get("telegram").load("telegram"),
    room.panes.get("wechat").load("wechat"),
    pane.load(privateKey()),
  ]);
}

/** @param {{kind: string}} news */
function hear(news) {
  switch (news.kind) {
    case "message":
      if (!news.message.from) room.lookAtDraws();
      for (const pane of room.panes.values()) if (pane.key === news.message.chat) pane.add(news.message);
      break;
    case "notice":
      if (news.to === room.who.toLowerCase()) tell(news.text);
      break;
    case "time":
      showClock(news.now);
      room.lookAtDraws();
      break;
    case "person":
      if (!room.state.people.some((one) => one.id === news.person.id)) room.state.people.push(news.person);
      showPeople(room);
      break;
    case "replay":
      showReplay(room, news.progress);
      showClock(new Date(Date.now() + room.ahead));
      break;
  }
}

function listen() {
  const source = new EventSource("api/news");
  let wasLost = false;
  source.addEventListener("message", ({ data }) => {
    const news = JSON.parse(data);
    if (news.kind === "hello" && wasLost) {
      wasLost = false;
      tell("");
      void loadChats();
    }
    hear(news);
  });
  source.addEventListener("error", () => {
    wasLost = true;
    tell(say("lost"));
  });
}

async function start() {
  speak(preferredLanguage());
  tell(say("opening"));
  room.state = await get("api/state");
  room.ahead = new Date(room.state.now).getTime() - Date.now();
  makePanes();
  setUpControls(room, async () => {
    await room.panes.get("private").load(privateKey());
    for (const pane of room.panes.values()) pane.relabel();
  });
  showAll();
  if (room.state.language !== spoken()) await post("api/language", { language: spoken() });
  await loadChats();
  listen();
  tell("");
  watchLogins();
  room.lookAtDraws = watchDraws(room);
  document.body.dataset.ready = "true";
  setInterval(() => showClock(new Date(Date.now() + room.ahead)), 20_000);
}

$("language").addEventListener("click", () => {
  const language = spoken() === "zh" ? "en" : "zh";
  localStorage.setItem("language", language);
  void chooseLanguage(language);
});
$("open-controls").addEventListener("click", () => {
  const isOpen = document.body.classList.toggle("controls-open");
  $("open-controls").setAttribute("aria-expanded", String(isOpen));
});

start().catch((error) => tell(say("failed", error.message)));
