import { connect } from "./network"
import * as json from "some-json-library"
import settings from "./settings.json"

export const client = connect(json.decode(settings.address))
