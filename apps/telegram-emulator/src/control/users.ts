import type { EmulatorCore } from "../core.ts";
import { addUser, type NewUser, storedPassword } from "../world/builder.ts";
import { type CodeType, isCodeType, SENT_CODE_TYPES } from "../world/code-types.ts";
import type { User } from "../world/types.ts";
import { acceptToken } from "../services/auth/accept-login-token.ts";
import {
  fieldsOf,
  optionalBoolean,
  optionalNumber,
  optionalString,
  reference,
  requiredString,
  type Fields,
} from "./fields.ts";
import { ControlError, type Route } from "./http.ts";
import { userOf } from "./resolve.ts";

const codeTypeOf = (text: string | undefined): CodeType | undefined => {
  if (text === undefined || isCodeType(text)) return text;
  throw new ControlError(400, `codeType: one of ${Object.keys(SENT_CODE_TYPES).join(", ")} expected`);
};

const specOf = (fields: Fields): NewUser => ({
  phone: optionalString(fields, "phone"),
  firstName: optionalString(fields, "firstName"),
  lastName: optionalString(fields, "lastName"),
  username: optionalString(fields, "username"),
  password: optionalString(fields, "password"),
  passwordHint: optionalString(fields, "passwordHint"),
  about: optionalString(fields, "about"),
  botToken: optionalString(fields, "botToken"),
  isBot: optionalBoolean(fields, "isBot"),
  isPremium: optionalBoolean(fields, "isPremium"),
  dc: optionalNumber(fields, "dc"),
  codeType: codeTypeOf(optionalString(fields, "codeType")),
});

const describeUser = ({ data }: User): Record<string, unknown> => {
  const { password, ...rest } = data;
  return { ...rest, hasPassword: password !== undefined };
};

/** Changes what is given; `password: ""` takes the two-step password away. */
const change = (core: EmulatorCore, user: User, fields: Fields): Record<string, unknown> => {
  const {
    password: given,
    passwordHint,
    isBot: _isBot,
    botToken: _botToken,
    dc,
    phone: _phone,
    ...rest
  } = specOf(fields);
  const isDeleted = optionalBoolean(fields, "isDeleted");
  const { password: current, ...data } = user.data;
  const password = given === undefined ? current : given === "" ? undefined : storedPassword(core, given, passwordHint);
  const changes = Object.fromEntries(
    Object.entries({ ...rest, isDeleted, dcId: dc }).filter(([, value]) => value !== undefined),
  );
  core.world.commit({ t: "user", user: { ...data, ...changes, ...(password && { password }) } });
  return describeUser(user);
};

export const userRoutes = (core: EmulatorCore): Route[] => [
  {
    method: "POST",
    path: "/users",
    run: ({ body }) => {
      if (!Array.isArray(body)) return describeUser(addUser(core, specOf(fieldsOf(body))));
      const users = body.map((item) => describeUser(addUser(core, specOf(fieldsOf(item)))));
      return { ids: users.map((user) => user["id"]), users };
    },
  },
  { method: "GET", path: "/users", run: () => [...core.world.users.values()].map(describeUser) },
  { method: "GET", path: "/users/:id", run: ({ params }) => describeUser(userOf(core, params[0] ?? "")) },
  {
    method: "PATCH",
    path: "/users/:id",
    run: ({ params, body }) => change(core, userOf(core, params[0] ?? ""), fieldsOf(body)),
  },
  {
    method: "POST",
    path: "/login-tokens/accept",
    run: ({ body }) => {
      const fields = fieldsOf(body);
      const text = requiredString(fields, "token").replace(/^tg:\/\/login\?token=/, "");
      acceptToken(core, userOf(core, reference(fields["account"], "account")), Buffer.from(text, "base64url"));
      return { ok: true };
    },
  },
  {
    method: "GET",
    path: "/codes/:phone",
    run: ({ params }) => {
      const phone = (params[0] ?? "").replace(/\D/g, "");
      const codes = core.world.codes.get(phone) ?? [];
      return { phone, code: codes.at(-1)?.code ?? null, codes: codes.map(({ code }) => code) };
    },
  },
];
