// One chat: what was said, what can be said, and a line to say it in. Text of people is only ever
// set as text, never as markup.
import { make, named } from "./elements.js";
import { say, spoken } from "./words.js";

/** Messages kept in the page. */
const kept = 300;

export class ChatPane {
  constructor(room, name, onBehind) {
    this.room = room;
    this.name = name;
    this.onBehind = onBehind;
    this.key = "";
    this.messages = [];
    this.replyTo = null;
    this.build();
  }

  build() {
    this.element = make("section", `pane ${this.name}`);
    this.title = make("h2");
    this.title.id = `title-${this.name}`;
    this.hint = make("p", "hint");
    this.element.setAttribute("aria-labelledby", this.title.id);
    const head = make("div", "pane-head");
    head.append(this.title, this.hint);
    this.log = make("ol", "log");
    this.log.setAttribute("role", "log");
    this.log.setAttribute("aria-live", "polite");
    this.log.setAttribute("aria-labelledby", this.title.id);
    // scrollable with the keyboard
    this.log.tabIndex = 0;
    this.isAtEnd = true;
    this.log.addEventListener("scroll", () => {
      this.isAtEnd = this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < 80;
    });
    this.element.append(head, this.log, this.buildForm());
  }

  buildForm() {
    this.form = make("form", "say");
    this.hints = make("div", "hints");
    this.hints.setAttribute("role", "group");
    this.answering = make("p", "answering");
    this.answering.hidden = true;
    const row = make("div", "row");
    this.label = make("label", "unseen");
    this.input = make("input");
    this.input.id = `say-${this.name}`;
    this.input.maxLength = 4000;
    this.input.autocomplete = "off";
    this.input.enterKeyHint = "send";
    this.label.htmlFor = this.input.id;
    this.button = make("button", "send");
    row.append(this.label, this.input, ...this.buildAttach(), this.button);
    this.form.append(this.hints, this.answering, row);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.send();
    });
    this.input.addEventListener("input", () => this.showHints());
    this.input.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.answer(null);
    });
    return this.form;
  }

  /** A file for the bot alone: a bank of questions, say. */
  buildAttach() {
    if (this.name !== "private") return [];
    this.file = make("input");
    this.file.type = "file";
    this.file.hidden = true;
    this.file.addEventListener("change", () => void this.sendFile());
    this.attach = make("button", "quiet", "📎");
    this.attach.type = "button";
    this.attach.addEventListener("click", () => this.file.click());
    return [this.file, this.attach];
  }

  /** Names everything in the language spoken now. */
  relabel() {
    const { who } = this.room;
    const title = this.room.state.chats.find((chat) => chat.key === this.name)?.title;
    this.title.replaceChildren(make("bdi", "", title ?? say("privateWith", who)), make("small", "", say(this.name)));
    this.hint.textContent = say(`${this.name}Hint`);
    this.label.textContent = say("say", who);
    this.input.placeholder = say("say", who);
    this.button.textContent = say("send");
    for (const one of [this.attach, this.file]) one?.setAttribute("aria-label", say("attach"));
    if (this.attach) this.attach.title = say("attach");
    this.hints.setAttribute("aria-label", say("hints"));
    this.showHints();
    this.log.replaceChildren(...this.messages.map((message) => this.item(message)));
    this.toEnd();
  }

  async load(key) {
    this.key = key;
    this.messages = await this.room.get(`api/messages?chat=${encodeURIComponent(key)}`);
    this.relabel();
  }

  /** A new message, or one that was changed. */
  add(message) {
    const before = this.messages.findIndex((one) => one.id === message.id);
    if (before >= 0) {
      this.messages[before] = message;
      this.log.children[before]?.replaceWith(this.item(message));
      return;
    }
    const wasAtEnd = this.isAtEnd;
    this.messages.push(message);
    this.log.append(this.item(message));
    if (this.messages.length > kept) {
      this.messages.shift();
      this.log.firstElementChild?.remove();
    }
    if (wasAtEnd) this.toEnd();
  }

  toEnd() {
    this.log.scrollTop = this.log.scrollHeight;
  }

  item(message) {
    if (message.kind !== "message") {
      const name = message.from?.name ?? "";
      return make("li", "passage", say(message.kind === "join" ? "joined" : "left", name));
    }
    const isOwn = message.from?.name.toLowerCase() === this.room.who.toLowerCase();
    const item = make("li", `message${message.from ? "" : " bot"}${isOwn ? " own" : ""}`);
    item.dataset.id = message.id;
    const bubble = make("div", "bubble");
    const from = named(message.from?.name ?? say("bot"));
    if (!message.from) from.lang = spoken() === "zh" ? "zh-CN" : "en";
    bubble.append(
      from,
      ...this.quote(message),
      ...this.picture(message),
      this.words(message),
      ...this.sentFile(message),
      ...this.buttons(message),
    );
    item.append(bubble, this.foot(message));
    return item;
  }

  words(message) {
    const words = make("p", "words", message.text);
    words.dir = "auto";
    if (message.isEdited) words.append(" ", make("small", "", say("edited")));
    return words;
  }

  picture(message) {
    if (message.picture === undefined) return [];
    const picture = make("img");
    picture.src = `api/picture?${new URLSearchParams({ chat: this.key, message: message.id })}`;
    picture.alt = message.picture;
    // it has its height only now
    picture.addEventListener("load", () => this.isAtEnd && this.toEnd());
    return [picture];
  }

  sentFile(message) {
    if (message.file === undefined) return [];
    const link = make("a", "file", `📄 ${message.file}`);
    link.href = `api/sent?${new URLSearchParams({ chat: this.key, message: message.id })}`;
    link.download = message.file;
    return [link];
  }

  quote(message) {
    const quoted = message.replyTo && this.messages.find((one) => one.id === message.replyTo);
    if (!quoted) return [];
    const quote = make("blockquote");
    quote.append(named(quoted.from?.name ?? say("bot")), " ", make("span", "", quoted.text));
    return [quote];
  }

  buttons(message) {
    return (message.buttons ?? []).map((row) => {
      const line = make("div", "row buttons");
      for (const { label, data } of row) {
        const button = make("button", "", label);
        button.type = "button";
        button.addEventListener("click", () => {
          void this.room.post("api/press", { chat: this.key, as: this.room.who, message: message.id, data });
        });
        line.append(button);
      }
      return line;
    });
  }

  foot(message) {
    const foot = make("div", "foot");
    const time = make("time", "", timeOf(message.at, this.room.state.timeZone));
    time.dateTime = message.at;
    const behind = make("button", "quiet", say("behind"));
    behind.type = "button";
    behind.setAttribute("aria-label", say("behindOf", message.from?.name ?? say("bot")));
    behind.addEventListener("click", () => this.onBehind(message));
    foot.append(time, behind);
    if (this.name !== "wechat") {
      const reply = make("button", "quiet", say("reply"));
      reply.type = "button";
      reply.addEventListener("click", () => this.answer(message));
      foot.append(reply);
    }
    return foot;
  }

  answer(message) {
    this.replyTo = message;
    this.answering.hidden = message === null;
    this.answering.replaceChildren();
    if (!message) return;
    const cancel = make("button", "quiet", say("cancelReply"));
    cancel.type = "button";
    cancel.addEventListener("click", () => this.answer(null));
    this.answering.append(make("span", "", say("answering", message.text.slice(0, 60))), cancel);
    this.input.focus();
  }

  /** Commands this person may say here, those that fit what is typed first of all. */
  showHints() {
    const typed = this.input.value
      .trim()
      .replace(/^[/／]/, "")
      .toLowerCase();
    const kind = this.name === "private" ? "private" : "group";
    const fits = ({ name, aliases }) => typed === "" || [name, ...aliases].some((word) => word.startsWith(typed));
    const role = this.room.state.people.find((one) => one.id === this.room.who.toLowerCase())?.role;
    const usable = this.room.state.commands.filter(
      (command) => (command.who === "member" || role) && (!command.where || command.where === kind) && fits(command),
    );
    this.hints.replaceChildren(...usable.map((command) => this.hintButton(command)));
  }

  hintButton(command) {
    const word =
      spoken() === "zh"
        ? (command.aliases.find((one) => /\p{Script=Han}/u.test(one)) ?? command.name)
        : `/${command.name}`;
    const button = make("button", "hint-word", word);
    button.type = "button";
    button.title = command.help[spoken()];
    button.addEventListener("click", () => {
      this.input.value = word;
      this.input.focus();
      this.showHints();
    });
    return button;
  }

  /** What is typed goes along as the file's caption. */
  async sendFile() {
    const [file] = this.file.files;
    this.file.value = "";
    if (!file) return;
    const text = this.input.value.trim();
    const query = new URLSearchParams({ chat: this.key, as: this.room.who, name: file.name, text });
    if (await this.room.post(`api/file?${query}`, file)) this.input.value = "";
    this.toEnd();
  }

  async send() {
    const text = this.input.value.trim();
    if (text === "") return;
    const replyTo = this.replyTo?.id;
    this.input.value = "";
    this.answer(null);
    this.showHints();
    this.toEnd();
    const sent = await this.room.post("api/say", {
      chat: this.key,
      as: this.room.who,
      text,
      ...(replyTo ? { replyTo } : {}),
    });
    if (!sent) this.input.value = text;
    this.toEnd();
  }
}

function timeOf(at, timeZone) {
  return new Intl.DateTimeFormat(spoken() === "zh" ? "zh-CN" : "en-GB", {
    timeZone,
    month: "numeric",
    day: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(at));
}
