-- DropTable
DROP TABLE "forget_request";


