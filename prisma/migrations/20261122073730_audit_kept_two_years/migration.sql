-- AlterTable
ALTER TABLE "audit_head" ADD COLUMN     "gone_hash" TEXT,
ADD COLUMN     "gone_seq" INTEGER NOT NULL DEFAULT 0;


