import type { EmulatorCore } from '../core.ts'
import { addUser, type NewUser } from '../world/builder.ts'
import type { User } from '../world/types.ts'
import { fieldsOf, optionalBoolean, optionalNumber, optionalString, type Fields } from './fields.ts'
import type { Route } from './http.ts'
import { userOf } from './resolve.ts'

const specOf = (fields: Fields): NewUser => ({
  phone: optionalString(fields, 'phone'),
  firstName: optionalString(fields, 'firstName'),
  lastName: optionalString(fields, 'lastName'),
  username: optionalString(fields, 'username'),
  password: optionalString(fields, 'password'),
  passwordHint: optionalString(fields, 'passwordHint'),
  about: optionalString(fields, 'about'),
  botToken: optionalString(fields, 'botToken'),
  isBot: optionalBoolean(fields, 'isBot'),
  isPremium: optionalBoolean(fields, 'isPremium'),
  dc: optionalNumber(fields, 'dc'),
})

export const describeUser = ({ data }: User): Record<string, unknown> => {
  const { password, ...rest } = data
  return { ...rest, hasPassword: password !== undefined }
}

export const userRoutes = (core: EmulatorCore): Route[] => [
  {
    method: 'POST',
    path: '/users',
    run: ({ body }) => {
      if (!Array.isArray(body)) return describeUser(addUser(core, specOf(fieldsOf(body))))
      const users = body.map((item) => describeUser(addUser(core, specOf(fieldsOf(item)))))
      return { ids: users.map((user) => user['id']), users }
    },
  },
  { method: 'GET', path: '/users', run: () => [...core.world.users.values()].map(describeUser) },
  { method: 'GET', path: '/users/:id', run: ({ params }) => describeUser(userOf(core, params[0] ?? '')) },
  {
    method: 'GET',
    path: '/codes/:phone',
    run: ({ params }) => {
      const phone = (params[0] ?? '').replace(/\D/g, '')
      const codes = core.world.codes.get(phone) ?? []
      return { phone, code: codes.at(-1)?.code ?? null, codes: codes.map(({ code }) => code) }
    },
  },
]
