// Copyright (c) 2026, pullproof.registry contributors
// GNU General Public License v3.0+ (see LICENSE or https://www.gnu.org/licenses/gpl-3.0.txt)
// SPDX-License-Identifier: GPL-3.0-or-later

// Command vectors answers questions with the real code that containerd, RKE2's bootstrap and the kubelet run: a JSON
// object per line on standard input, the answer to each as a line on standard output. A question names its kind, the
// rest of it are the inputs of a case of tests/vectors, and the answer is what such a case records.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
)

// maxLine bounds a question; registries.yaml files are part of them.
const maxLine = 16 << 20

// question has the inputs of every kind of case.
type question struct {
	Kind           string `json:"kind"`
	Image          string `json:"image"`
	Pattern        string `json:"pattern"`
	Replacement    string `json:"replacement"`
	Repository     string `json:"repository"`
	HTTPProxy      string `json:"http_proxy"`
	HTTPSProxy     string `json:"https_proxy"`
	NoProxy        string `json:"no_proxy"`
	URL            string `json:"url"`
	RegistriesYAML string `json:"registries_yaml"`
}

// answer is what a case records; null stands for "no error" and for "no proxy".
type answer map[string]any

func main() {
	recorder, err := newRecorder()
	if err != nil {
		log.Fatal(err)
	}
	err = serve(os.Stdin, os.Stdout, recorder)
	if err := errors.Join(err, recorder.close()); err != nil {
		log.Fatal(err)
	}
}

func serve(in io.Reader, out io.Writer, recorder *recorder) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<20), maxLine)
	encoder := json.NewEncoder(out)
	for lines.Scan() {
		var asked question
		if err := json.Unmarshal(lines.Bytes(), &asked); err != nil {
			return err
		}
		found, err := ask(asked, recorder)
		if err != nil {
			return err
		}
		if err := encoder.Encode(found); err != nil {
			return err
		}
	}
	return lines.Err()
}

func ask(asked question, recorder *recorder) (answer, error) {
	switch asked.Kind {
	case "reference":
		return completeReference(asked.Image), nil
	case "rewrite":
		return rewrite(asked.Pattern, asked.Replacement, asked.Repository), nil
	case "no_proxy":
		return chooseProxy(asked), nil
	case "supervisor":
		return recorder.pull(asked.RegistriesYAML, asked.Image)
	case "registries":
		return recorder.read(asked.RegistriesYAML)
	}
	return nil, fmt.Errorf("no such kind of question: %q", asked.Kind)
}
