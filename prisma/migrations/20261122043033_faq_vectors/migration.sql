-- CreateTable
CREATE TABLE "faq_vector" (
    "community_id" INTEGER NOT NULL,
    "entry_id" INTEGER NOT NULL,
    "model" TEXT NOT NULL,
    "revision" INTEGER NOT NULL,
    "dimensions" INTEGER NOT NULL,
    "vectors" REAL[],

    CONSTRAINT "faq_vector_pkey" PRIMARY KEY ("community_id","entry_id","model")
);


