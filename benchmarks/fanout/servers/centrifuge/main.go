// Centrifuge's Go library as a server of the comparison; what it is told, and what it answers, stands in ../stage.ts.
// It reads the ticks from the file TICKS, a JSON list of lists of rows, and encodes each once.
package main

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"log"
	"net"
	"net/http"
	"os"
	"runtime/debug"
	"strings"
	"syscall"
	"time"

	"github.com/centrifugal/centrifuge"
	"golang.org/x/sys/unix"
)

type row struct {
	CompetitorID int     `json:"competitorId"`
	Lat          float64 `json:"lat"`
	Lon          float64 `json:"lon"`
	Distance     float64 `json:"distance"`
	RawTime      float64 `json:"rawTime"`
}

type order struct {
	Do      string  `json:"do"`
	WarmUp  int     `json:"warmUp"`
	EveryMs float64 `json:"everyMs"`
}

func main() {
	ticks := readTicks(os.Args[1])
	node, err := centrifuge.New(centrifuge.Config{})
	check(err)
	node.OnConnecting(func(context.Context, centrifuge.ConnectEvent) (centrifuge.ConnectReply, error) {
		return centrifuge.ConnectReply{Credentials: &centrifuge.Credentials{UserID: ""}}, nil
	})
	node.OnConnect(func(client *centrifuge.Client) {
		client.OnSubscribe(func(_ centrifuge.SubscribeEvent, answer centrifuge.SubscribeCallback) {
			answer(centrifuge.SubscribeReply{}, nil)
		})
	})
	check(node.Run())
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	check(err)
	handler := centrifuge.NewWebsocketHandler(node, centrifuge.WebsocketConfig{WriteTimeout: 30 * time.Second})
	go func() { check(http.Serve(listener, handler)) }()

	say(map[string]any{"port": listener.Addr().(*net.TCPAddr).Port})
	for lines := bufio.NewScanner(os.Stdin); lines.Scan(); {
		var asked order
		check(json.Unmarshal(lines.Bytes(), &asked))
		if asked.Do == "memory" {
			debug.FreeOSMemory()
			say(map[string]any{"bytes": resident()})
		} else {
			say(run(node, ticks, asked))
		}
	}
}

func run(node *centrifuge.Node, ticks [][]row, asked order) map[string]any {
	begin := monotonicMs() + asked.EveryMs
	var dueAt []float64
	var before syscall.Rusage
	for i, rows := range ticks {
		due := begin + float64(i)*asked.EveryMs
		dueAt = append(dueAt, due)
		if wait := due - monotonicMs(); wait > 0 {
			time.Sleep(time.Duration(wait * float64(time.Millisecond)))
		}
		if i == asked.WarmUp {
			check(syscall.Getrusage(syscall.RUSAGE_SELF, &before))
		}
		data, err := json.Marshal(rows)
		check(err)
		_, err = node.Publish("race", data)
		check(err)
	}
	time.Sleep(time.Duration(3 * asked.EveryMs * float64(time.Millisecond)))
	var after syscall.Rusage
	check(syscall.Getrusage(syscall.RUSAGE_SELF, &after))
	cpu := ms(after.Utime) - ms(before.Utime) + ms(after.Stime) - ms(before.Stime)
	return map[string]any{"cpuMs": cpu, "dueAt": dueAt}
}

func readTicks(path string) (ticks [][]row) {
	text, err := os.ReadFile(path)
	check(err)
	check(json.Unmarshal(text, &ticks))
	return ticks
}

func resident() int {
	text, err := os.ReadFile("/proc/self/status")
	check(err)
	for _, line := range strings.Split(string(text), "\n") {
		var kib int
		if _, err := fmt.Sscanf(line, "VmRSS: %d kB", &kib); err == nil {
			return kib * 1024
		}
	}
	return 0
}

func ms(t syscall.Timeval) float64 { return float64(t.Sec)*1e3 + float64(t.Usec)/1e3 }

func monotonicMs() float64 {
	var t unix.Timespec
	check(unix.ClockGettime(unix.CLOCK_MONOTONIC, &t))
	return float64(t.Sec)*1e3 + float64(t.Nsec)/1e6
}

func say(what map[string]any) {
	text, err := json.Marshal(what)
	check(err)
	fmt.Println(string(text))
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
