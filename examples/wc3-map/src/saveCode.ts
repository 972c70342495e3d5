import { base64Decode, base64Encode } from "w3ts/system/base64"
import { BinaryReader } from "w3ts/system/binaryreader"
import { BinaryWriter } from "w3ts/system/binarywriter"

export interface Progress {
  readonly hero: string
  readonly level: number
  readonly gold: number
}

const VERSION = 3

/** A code that players write down to go on in another game. */
export function encode({ hero, level, gold }: Progress): string {
  const writer = new BinaryWriter()
  writer.writeUInt8(VERSION)
  writer.writeString(hero)
  writer.writeUInt8(level)
  writer.writeUInt32(gold)
  return base64Encode(writer.toString())
}

export function decode(code: string): Progress | undefined {
  const reader = new BinaryReader(base64Decode(code))
  if (reader.readUInt8() !== VERSION) return undefined
  return { hero: reader.readString(), level: reader.readUInt8(), gold: reader.readUInt32() }
}
