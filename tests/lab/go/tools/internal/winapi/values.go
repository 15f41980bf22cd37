// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

package winapi

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
)

// The types of a registry value that JSON has no type for. none holds no data.
type (
	expandString string
	binary       []byte
	none         struct{}
)

// decode reads the data of a value: text, a list of texts for multistring, a number for dword and qword, base64 for
// binary.
func decode(kind string, data json.RawMessage) (any, error) {
	switch kind {
	case "string":
		return decoded[string](data)
	case "expandstring":
		return decoded[expandString](data)
	case "multistring":
		return decoded[[]string](data)
	case "dword":
		return decoded[uint32](data)
	case "qword":
		return decoded[uint64](data)
	case "binary":
		return decoded[binary](data)
	case "none":
		return none{}, nil
	}
	return nil, fmt.Errorf("unknown type %q of a value", kind)
}

func decoded[T any](data json.RawMessage) (any, error) {
	var out T
	if len(data) == 0 {
		return out, nil
	}
	err := json.Unmarshal(data, &out)
	return out, err
}

func encode(data any) value {
	switch data := data.(type) {
	case string:
		return value{"string", data}
	case expandString:
		return value{"expandstring", string(data)}
	case []string:
		return value{"multistring", append([]string{}, data...)}
	case uint32:
		return value{"dword", data}
	case uint64:
		return value{"qword", data}
	case binary:
		return value{"binary", base64.StdEncoding.EncodeToString(data)}
	}
	return value{"none", nil}
}
