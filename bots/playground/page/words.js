// Everything the page says, in both languages, Chinese first.

/** @typedef {"zh" | "en"} Language */

const words = {
  zh: {
    title: "炉边茶馆",
    skip: "跳到聊天",
    controls: "控制台",
    chats: "聊天",
    telegram: "像在 Telegram",
    wechat: "像在微信",
    private: "私聊",
    telegramHint: "有按钮，回复会引用原话",
    wechatHint: "没有按钮，选项写成数字；回答以名字开头",
    privateHint: "只有你和机器人",
    privateWith: (name) => `${name} 和机器人`,
    bot: "炉边",
    whoTitle: "你是谁",
    who: "以谁的身份说话",
    operator: "群主",
    newName: "加一位新成员",
    add: "加入",
    timeTitle: "让时间过去",
    login: (platform) => `${platform === "wechat" ? "微信" : platform} 要登录：用机器人账号的手机扫这个码。`,
    loginAlt: (platform) => `${platform} 的登录二维码`,
    hour: "过 1 小时",
    hours3: "过 3 小时",
    day: "过 1 天",
    week: "过 7 天",
    timeHint: "这里有自己的时钟和数据库，真实的群不受影响。",
    replayTitle: "重放聊天记录",
    speed: "速度",
    speeds: { 60: "60 倍", 600: "600 倍", 6000: "6000 倍", 0: "不等待" },
    into: "放进哪个群",
    file: "选一个文件（不选就用自带的一小段）",
    play: "开始重放",
    stop: "停下",
    about: "两个群是同一个社群：在哪个群里得的分都算在一起。",
    say: (name) => `以 ${name} 的身份说点什么`,
    send: "发送",
    attach: "发一个文件",
    hints: "可以说的话",
    reply: "回复",
    behind: "幕后",
    behindOf: (name) => `${name} 这条消息的幕后`,
    answering: (text) => `回复：${text}`,
    cancelReply: "不回复了",
    behindTitle: "这条消息的幕后",
    next: "下一步",
    close: "关上",
    joined: (name) => `${name} 进群了`,
    left: (name) => `${name} 退群了`,
    edited: "（已修改）",
    now: (time) => `茶馆时间 ${time}`,
    drawOpen: (id, entries, left) => `抽奖 ${id} 号还有 ${left} 截止，已有 ${entries} 人参加`,
    opening: "正在布置茶馆，第一次要等几秒……",
    lost: "连接断了，正在重连……",
    passing: "时间正在过去……",
    replayed: (done, of) => `已重放 ${done} / ${of} 条`,
    replayStarts: (count) => `开始重放 ${count} 条`,
    damage: (what) => `文件不完整：${what}`,
    failed: (why) => `没有成功：${why}`,
    tooBig: "文件太大了，最多 16 MB。",
    steps: {
      event: "事件：适配器交来的样子",
      record: "记录：计数一次，只记身份",
      act: "处理：谁来管这件事",
      facts: "事实：说给别的功能听",
      ledger: "账本：积分变动",
      outbox: "发件箱：要说的话",
    },
    noEvent: "没有人说过这句话，或者内容已按保留期限删除。",
    counted: "已计数。",
    notCounted: "没有计数：私聊、按钮和机器人的话不算发言。",
    dayCounts: (d) =>
      `${d.day} 到现在：发言 ${d.messages} 条，计分 ${d.scoredMinutes} 分钟，已结算 ${d.settledPoints} 分。`,
    plainTalk: "普通聊天，到这里就结束了。",
    command: (c) => `命令 ${c.name}（功能 ${c.feature}）${c.args ? `，参数：${c.args}` : ""}`,
    inbox: (i) => `待办行：${i.status}，失败 ${i.attempts} 次${i.error ? `，${i.error}` : ""}`,
    noFacts: "没有，或者是上一次运行的事。",
    noLedger: "没有变动。",
    noOutbox: "没有要说的话。",
    switch: "English",
  },
  en: {
    login: (platform) =>
      `${platform === "wechat" ? "WeChat" : platform} wants to log in: scan this with the phone of the bot's account.`,
    loginAlt: (platform) => `QR code to log in to ${platform}`,
    title: "The Hearth Tea House",
    skip: "Skip to the chats",
    controls: "Controls",
    chats: "Chats",
    telegram: "As on Telegram",
    wechat: "As on WeChat",
    private: "Private chat",
    telegramHint: "buttons; answers quote what they answer",
    wechatHint: "no buttons: choices are numbered; answers begin with the name",
    privateHint: "only you and the bot",
    privateWith: (name) => `${name} and the bot`,
    bot: "Hearth",
    whoTitle: "Who you are",
    who: "Speak as",
    operator: "operator",
    newName: "Add a member",
    add: "Add",
    timeTitle: "Let time pass",
    hour: "1 hour",
    hours3: "3 hours",
    day: "1 day",
    week: "7 days",
    timeHint: "A clock and a database of its own: nothing real is touched.",
    replayTitle: "Replay a chat log",
    speed: "Speed",
    speeds: { 60: "60 times life", 600: "600 times", 6000: "6,000 times", 0: "without waiting" },
    into: "Into which group",
    file: "Choose a file (none: the small one that comes along)",
    play: "Replay",
    stop: "Stop",
    about: "Both groups are one community: points count wherever they were earned.",
    say: (name) => `Say something as ${name}`,
    send: "Send",
    attach: "Send a file",
    hints: "Things to say",
    reply: "Reply",
    behind: "Behind it",
    behindOf: (name) => `Behind this message of ${name}`,
    answering: (text) => `In reply to: ${text}`,
    cancelReply: "No reply",
    behindTitle: "What happened behind this message",
    next: "Next step",
    close: "Close",
    joined: (name) => `${name} joined`,
    left: (name) => `${name} left`,
    edited: "(edited)",
    now: (time) => `Tea house time ${time}`,
    drawOpen: (id, entries, left) =>
      `Draw ${id} closes in ${left}; ${entries === 1 ? "1 entry" : `${entries} entries`} so far`,
    opening: "The tea house is being furnished; the first time takes some seconds…",
    lost: "The connection broke; trying again…",
    passing: "Time is passing…",
    replayed: (done, of) => `${done} of ${of} lines replayed`,
    replayStarts: (count) => `Replaying ${count} lines`,
    damage: (what) => `The file is not whole: ${what}`,
    failed: (why) => `That did not work: ${why}`,
    tooBig: "The file is too big; at most 16 MB.",
    steps: {
      event: "Event: as the adapter handed it over",
      record: "Record: counted once, by identity alone",
      act: "Act: who dealt with it",
      facts: "Facts: told to other features",
      ledger: "Ledger: changes of points",
      outbox: "Outbox: what is to be said",
    },
    noEvent: "Nobody said this, or its content is past its retention.",
    counted: "Counted.",
    notCounted: "Not counted: private chats, buttons and the bot's own words are no talk.",
    dayCounts: (d) =>
      `${d.day} so far: ${d.messages} messages, ${d.scoredMinutes} scored minutes, ${d.settledPoints} points settled.`,
    plainTalk: "Plain talk: it ends here.",
    command: (c) => `Command ${c.name} (feature ${c.feature})${c.args ? `, with: ${c.args}` : ""}`,
    inbox: (i) => `Work row: ${i.status}, failed ${i.attempts} times${i.error ? `, ${i.error}` : ""}`,
    noFacts: "None, or from an earlier run.",
    noLedger: "No change.",
    noOutbox: "Nothing to say.",
    switch: "中文",
  },
};

/** @type {Language} */
let language = "zh";

/** What the page is spoken in: what was chosen before, else the browser's language. */
export function preferredLanguage() {
  const chosen = localStorage.getItem("language");
  if (chosen === "zh" || chosen === "en") return chosen;
  return /^zh/i.test(navigator.language) ? "zh" : "en";
}

/** @param {Language} to */
export function speak(to) {
  language = to;
  document.documentElement.lang = to === "zh" ? "zh-CN" : "en";
  document.title = `${say("title")} · Hearth`;
  for (const element of document.querySelectorAll("[data-text]")) element.textContent = say(element.dataset.text);
  for (const element of document.querySelectorAll("[data-label]"))
    element.setAttribute("aria-label", say(element.dataset.label));
}

export const spoken = () => language;

/** A text by its name, filled with what it needs. */
export function say(name, ...params) {
  const word = words[language][name];
  return typeof word === "function" ? word(...params) : word;
}
