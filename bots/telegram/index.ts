import { createHmac } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { Telegram } from "telegraf";
import type { Acquaintances } from "../../src/core/acquaintances.ts";
import type { Accept, Bot, BotStatus, CommandMenu, Outgoing, Sent } from "../../src/core/bot.ts";
import { PlatformRefusal } from "../../src/core/bot.ts";
import { agentThrough } from "../../src/core/proxy.ts";
import type { FileRef } from "../../src/core/event.ts";
import { alwaysOurs, type Turn, type Turns } from "../../src/core/turns.ts";
import { type Call, CALL_TIMEOUT_MS, createCall } from "./client.ts";
import { backoffMs, badToken, Connection, Refused, takenToken, type Wait, wait } from "./connection.ts";
import { decode } from "./decode.ts";
import { answerIn, masker, messageOf, platformError } from "./errors.ts";
import { fetchFile } from "./file.ts";
import { setCommandMenu } from "./menu.ts";
import { capabilities, pacing, type TelegramBot, type TelegramOptions, type WebhookOptions } from "./options.ts";
import { Polling } from "./polling.ts";
import { TurnKeeper, untilAborted } from "./turn.ts";
import { send } from "./send.ts";
import { webhookHandler } from "./webhook.ts";
import { allowedUpdates, type Update, type User } from "./wire.ts";

export type { TelegramBot, TelegramOptions, WebhookOptions } from "./options.ts";

const privacyCaution = {
  zh: "Telegram 不让这个机器人看到群里的普通消息（隐私模式），所以数不了活跃：在 BotFather 那里用 /setprivacy 关掉，再把机器人重新加进群；或者把它设为管理员",
  en: "Telegram hides plain group messages from this bot (privacy mode), so activity is not counted: turn it off with /setprivacy at BotFather and add the bot to the group again, or make it an administrator",
};

/**
 * The Telegram adapter over telegraf's client. Updates do not go through its chain of handlers, one context and
 * several promises each: there is one thing to do with all of them. Nothing happens before `start`.
 */
export function createTelegramBot(options: TelegramOptions): TelegramBot {
  return new Adapter(options);
}

class Adapter implements TelegramBot {
  readonly platform = "telegram";
  capabilities = capabilities;
  readonly pacing = pacing;
  account = "";
  username = "";
  webhookPort: number | null = null;
  readonly webhookHandler: RequestListener | null;
  private readonly options: TelegramOptions;
  private readonly call: Call;
  private readonly mask: (text: string) => string;
  private readonly now: () => Date;
  private readonly wait: Wait;
  private readonly connection: Connection;
  private readonly stopping = new AbortController();
  private readonly taking = new Set<Promise<unknown>>();
  private readonly secret: string;
  private accept: Accept = () => Promise.reject(new Error("not started"));
  private polling: Promise<void> = Promise.resolve();
  private server: Server | undefined;

  constructor(options: TelegramOptions) {
    this.options = options;
    this.mask = masker(options.token);
    this.now = options.now ?? (() => new Date());
    this.wait = options.wait ?? wait;
    this.connection = new Connection(options.log, this.now, this.mask);
    const agent = agentThrough(options.proxy);
    // without the slash a path in the root would be lost
    const apiRoot = options.apiRoot.replace(/\/*$/, "/");
    const telegram = new Telegram(options.token, { apiRoot, webhookReply: false, ...(agent ? { agent } : {}) });
    const { token, callTimeoutMs: timeoutMs } = options;
    this.call = createCall({ telegram, apiRoot, token, isProxied: agent !== undefined, timeoutMs });
    this.secret = options.webhook?.secret ?? createHmac("sha256", options.token).update("webhook").digest("hex");
    this.webhookHandler = options.webhook
      ? webhookHandler({ path: new URL(options.webhook.url).pathname, secret: this.secret, handle: this.handlePosted })
      : null;
  }

  async start(accept: Accept, _acquaintances?: Acquaintances, turns?: Turns): Promise<void> {
    this.accept = accept;
    try {
      await this.meet();
      const turn = turns?.({ platform: this.platform, account: this.account }) ?? alwaysOurs();
      if (this.options.webhook) await this.openWebhook(this.options.webhook);
      await this.openTurns(turn);
    } catch (error) {
      if (error instanceof Refused) this.connection.refused(error);
      await this.stop();
      throw error;
    }
    if (this.stopping.signal.aborted) throw new Error("Telegram: stopped before it was connected");
    this.options.log.info(`Telegram: connected as @${this.username}`);
    if (this.connection.caution) this.options.log.warn(`Telegram: ${this.connection.caution.en}`);
  }

  async send(chat: Parameters<Bot["send"]>[0], message: Outgoing, signal: AbortSignal): Promise<Sent> {
    try {
      return await send(this.call, chat, message, signal, this.mask);
    } catch (error) {
      if (error instanceof PlatformRefusal && error.reason === "unauthorized") this.giveUp(new Refused(badToken));
      throw error;
    }
  }

  fetchFile(file: FileRef, most: number, signal: AbortSignal): Promise<Uint8Array> {
    const { apiRoot, token } = this.options;
    return fetchFile({ call: this.call, apiRoot, token, mask: this.mask }, file, most, signal);
  }

  async countMembers(chatId: string, signal: AbortSignal): Promise<number> {
    try {
      return Number(await this.call("getChatMemberCount", { chat_id: chatId }, signal));
    } catch (error) {
      throw platformError(error, this.mask);
    }
  }

  setCommandMenu(menus: CommandMenu[]): Promise<void> {
    return setCommandMenu(this.call, menus, this.stopping.signal, this.connection);
  }

  status(): BotStatus {
    return this.connection.status();
  }

  async stop(): Promise<void> {
    this.stopping.abort();
    await this.polling;
    await Promise.allSettled(this.taking);
    if (this.server?.listening) {
      this.server.close();
      this.server.closeIdleConnections();
      await once(this.server, "close");
    }
    this.connection.closed();
  }

  /** Asks who we are until there is an answer. */
  private async meet(): Promise<void> {
    const me = (await this.persist("getMe", {})) as User | undefined;
    if (!me) return;
    this.account = String(me.id);
    this.username = me.username ?? "";
    if (me.can_read_all_group_messages === false) {
      this.connection.caution = privacyCaution;
      this.capabilities = { ...capabilities, sees: "commands" };
    }
  }

  /**
   * Calls until it succeeds; undefined when stopped before.
   * @throws Refused when the token, or the call itself, is refused for good
   */
  private async persist(method: string, params: object): Promise<unknown> {
    const { signal } = this.stopping;
    for (let failures = 1; !signal.aborted; failures += 1) {
      try {
        const result = await this.call(method, params, signal);
        this.connection.succeeded();
        return result;
      } catch (error) {
        if (signal.aborted) break;
        const answer = answerIn(error);
        if (answer?.code === 401 || answer?.code === 404) throw new Refused(badToken);
        if (answer?.code === 400) throw new Refused(this.mask(`Telegram refused ${method}: ${answer.description}`));
        this.connection.failed(messageOf(error));
        await this.wait(answer?.code === 429 ? answer.retryAfterMs : backoffMs(failures), signal);
      }
    }
    return undefined;
  }

  /** Receives, or at least sends, whenever it is this process's turn. */
  private async openTurns(turn: Turn): Promise<void> {
    const keeper = new TurnKeeper({
      turn,
      connection: this.connection,
      signal: this.stopping.signal,
      wait: this.wait,
      begin: (lost) =>
        this.options.webhook ? Promise.resolve(() => untilAborted(lost)) : this.beginPolling(turn, lost),
    });
    await keeper.first();
    this.polling = keeper.loop().catch((error: unknown) => this.giveUp(error));
  }

  private async beginPolling(turn: Turn, signal: AbortSignal): Promise<() => Promise<void>> {
    const polling = new Polling({
      call: this.call,
      connection: this.connection,
      handle: this.handle,
      signal,
      isOurs: () => turn.isOurs,
      now: this.now,
      wait: this.wait,
      timeoutS: this.options.pollTimeoutS ?? 50,
      slackMs: this.options.callTimeoutMs ?? CALL_TIMEOUT_MS,
    });
    await polling.first();
    return () => polling.loop();
  }

  private async openWebhook(webhook: WebhookOptions): Promise<void> {
    if (webhook.port !== undefined && this.webhookHandler) {
      this.server = createServer(this.webhookHandler).listen(webhook.port, "127.0.0.1");
      await once(this.server, "listening");
      const address = this.server.address();
      this.webhookPort = typeof address === "object" && address ? address.port : null;
    }
    await this.persist("setWebhook", {
      url: webhook.url,
      secret_token: this.secret,
      allowed_updates: allowedUpdates,
    });
  }

  /** Running, and now refused: no retry storm, only the state to see. */
  private giveUp(error: unknown): void {
    if (this.status().state === "refused") return;
    const why = error instanceof Refused ? error : new Refused(this.mask(messageOf(error)));
    this.connection.refused(why);
    this.options.log.error(this.mask(why.message));
    this.stopping.abort();
    this.options.onRefused?.(why, why.message === takenToken.en ? "conflict" : "unauthorized");
  }

  /** All that is done with updates: decode and record. Rejects, after the others are safe, when one of them is not. */
  private readonly handle = async (updates: readonly Update[]): Promise<void> => {
    const accepted = updates.flatMap((update) => this.read(update)).map((event) => this.accept(event));
    // what is recorded together may be one promise
    const taken = Promise.allSettled(new Set(accepted));
    this.taking.add(taken);
    const results = await taken;
    this.taking.delete(taken);
    for (const result of results) if (result.status === "rejected") throw result.reason;
  };

  private readonly handlePosted = async (update: Update): Promise<void> => {
    if (this.stopping.signal.aborted || this.account === "") throw new Error("not running");
    await this.handle([update]);
    this.connection.succeeded();
  };

  /** An update that cannot be read is logged and let go, or it would come for ever. */
  private read(update: Update): ReturnType<typeof decode> {
    try {
      return decode(update, { id: this.account, username: this.username }, this.now());
    } catch (error) {
      this.options.log.error(this.mask(`Telegram: update ${update.update_id} cannot be read: ${messageOf(error)}`));
      return [];
    }
  }
}
