-- CreateTable
CREATE TABLE "bot_turn" (
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "holder" TEXT NOT NULL,
    "fence" INTEGER NOT NULL DEFAULT 1,
    "until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "bot_turn_pkey" PRIMARY KEY ("platform","account")
);


