// The least a telegraf bot can do with an update: nothing. What the others are compared with.
import { Telegraf } from "telegraf";

const { TELEGRAM_BOT_TOKEN = "", TELEGRAM_API_ROOT = "" } = process.env;
const bot = new Telegraf(TELEGRAM_BOT_TOKEN, { telegram: { apiRoot: TELEGRAM_API_ROOT } });
bot.use(() => {});
process.once("SIGTERM", () => process.exit(0));
await bot.launch(() => void process.stdout.write("ready: empty\n"));
