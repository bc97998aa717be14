# A static binary and nothing else, for a user without rights. Made with "docker build -t netlint ." and used as
#   docker run --rm --network none -v "$PWD:/src:ro" netlint .
FROM golang:1.26 AS build
WORKDIR /netlint
COPY go.mod go.sum ./
RUN go mod download
COPY . .
ARG VERSION=
RUN CGO_ENABLED=0 go build -trimpath -ldflags "-s -w -X main.releaseVersion=$VERSION" -o /out/netlint ./cmd/netlint

FROM scratch
COPY --from=build /out/netlint /netlint
USER 65532:65532
WORKDIR /src
ENTRYPOINT ["/netlint"]
