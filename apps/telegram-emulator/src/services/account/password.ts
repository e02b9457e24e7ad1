import type { PasswordVerifier } from "../../crypto/srp.ts";
import type { User } from "../../world/types.ts";

export const passwordOf = ({ data }: User): PasswordVerifier | undefined =>
  data.password && {
    salt1: Buffer.from(data.password.salt1, "base64"),
    salt2: Buffer.from(data.password.salt2, "base64"),
    verifier: Buffer.from(data.password.verifier, "base64"),
  };
